package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
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

    @ParameterizedTest
    @CsvSource({
        "agent.py, python3",
        "agent.py requirements.txt, python3;python3 with venv and pip",
        "agent.py package.json, npm;python3",
        "agent.js requirements.txt, node",
        "agent.ts, npx",
        "run, bash",
    })
    void namesThePrograms(String files, String programs) throws IOException {
        write(files);
        var agent = AgentCode.find(directory).orElse(new AgentCode(directory, "run"));

        assertThat(String.join(";", agent.requirements().keySet())).isEqualTo(programs);
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
        assertThat(new AgentCode(directory, entry).command(Path.of("/code"), "Fix it."))
                .containsExactly(command.split(" ", -1));
    }

    @Test
    void pythonAlsoGetsThePromptAsOneArgument() {
        assertThat(new AgentCode(directory, "agent.py").command(Path.of("/code"), "--a\n'b' $c"))
                .isEqualTo(List.of("python3", "/code/agent.py", "--instruction", "--a\n'b' $c"));
    }

    @Test
    void contentHashIsThatOfItsWrittenForm() throws Exception {
        write("lib/util.py agent.py");
        Files.writeString(directory.resolve("agent.py"), "ü");
        executable("lib/util.py");
        var form = new StringBuilder();
        for (var part : List.of("directory", "", "file", "agent.py")) {
            form.append('\u0001').append(part).append("|%d|".formatted(part.length()));
        }
        form.append("ü|2|");
        for (var part : List.of("directory", "lib", "program", "lib/util.py")) {
            form.append('\u0001').append(part).append("|%d|".formatted(part.length()));
        }
        form.append("|0|");
        var digest = MessageDigest.getInstance("SHA-256");

        assertThat(hash())
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(
                                        digest.digest(
                                                form.toString().getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void contentHashIsAnotherForEveryDifference() throws IOException {
        var seen = new HashSet<String>();
        write("agent.py");
        assertThat(seen.add(hash())).isTrue();
        Files.writeString(directory.resolve("agent.py"), "a");
        assertThat(seen.add(hash())).as("content").isTrue();
        executable("agent.py");
        assertThat(seen.add(hash())).as("executable").isTrue();
        write("b");
        assertThat(seen.add(hash())).as("another file").isTrue();
        Files.move(directory.resolve("b"), directory.resolve("c"));
        assertThat(seen.add(hash())).as("name").isTrue();
        Files.delete(directory.resolve("c"));
        Files.createDirectory(directory.resolve("c"));
        assertThat(seen.add(hash())).as("an empty directory").isTrue();
        Files.move(directory.resolve("agent.py"), directory.resolve("c/agent.py"));
        assertThat(seen.add(hash())).as("place").isTrue();
    }

    @Test
    void contentHashDependsOnNothingElse(@TempDir Path other) throws IOException {
        write("b/x agent.py a");
        var hash = hash();
        for (var file : List.of("a", "agent.py", "b/x")) {
            Files.createDirectories(other.resolve(file).getParent());
            Files.createFile(other.resolve(file));
            Files.setLastModifiedTime(other.resolve(file), FileTime.fromMillis(1));
        }

        assertThat(new AgentCode(other, "agent.py").contentHash()).isEqualTo(hash);
    }

    private String hash() throws IOException {
        return new AgentCode(directory, "agent.py").contentHash();
    }

    private void executable(String file) throws IOException {
        Files.setPosixFilePermissions(
                directory.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void write(String files) throws IOException {
        for (var file : files.split(" ", -1)) {
            var path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }
    }
}
