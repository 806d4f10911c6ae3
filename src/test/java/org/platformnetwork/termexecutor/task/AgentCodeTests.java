package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCodeTests {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "agent.py, agent.py",
        "agent.rb main.py, agent.rb",
        "main.go util.go, main.go",
        "solve.py, solve.py",
        "run, run",
        "agent.sh agent.js agent.py, agent.py",
        "agent.sh agent.js, agent.js",
        "agent.sh agent.ts, agent.ts",
        "agent.sh agent.go, agent.go",
        "agent.sh agent.rb, agent.rb",
        "agent.md agent.sh, agent.sh",
        "agent.yaml agent.toml, agent.toml",
        "agent.tar.py, agent.tar.py",
        "agents.py main.sh, main.sh",
    })
    void findsTheEntry(String files, String entry) throws IOException {
        write(files);

        assertThat(AgentCode.find(directory)).hasValue(new AgentCode(directory, entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.py b.py", "lib/agent.py", "lib/main.py lib/util.py", "Agent.py b.py"})
    void isEmptyWhenNoEntryCanBeTold(String files) throws IOException {
        write(files);

        assertThat(AgentCode.find(directory)).isEmpty();
    }

    @Test
    void directoriesAreNoEntry() throws IOException {
        Files.createDirectory(directory.resolve("agent.py"));

        assertThat(AgentCode.find(directory)).isEmpty();

        write("main.sh");
        assertThat(AgentCode.find(directory)).hasValue(new AgentCode(directory, "main.sh"));
    }

    @ParameterizedTest
    @CsvSource({
        "agent.js, node /code/agent.js",
        "agent.ts, npx tsx /code/agent.ts",
        "agent.go, go run /code/agent.go",
        "agent.rb, ruby /code/agent.rb",
        "agent.sh, bash /code/agent.sh",
        "agent.PY, bash /code/agent.PY",
        "agent, bash /code/agent",
    })
    void commandFollowsTheFileName(String entry, String command) {
        assertThat(new AgentCode(directory, entry).command(Path.of("/code"), "Mend it."))
                .containsExactly(command.split(" ", -1));
    }

    @Test
    void pythonAlsoGetsThePromptAsOneArgument() {
        assertThat(new AgentCode(directory, "agent.py").command(Path.of("/code"), "--a\n'b' $c"))
                .isEqualTo(List.of("python3", "/code/agent.py", "--instruction", "--a\n'b' $c"));
    }

    private void write(String files) throws IOException {
        for (var file : files.split(" ", -1)) {
            var path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }
    }
}
