package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** {@code pack --check --validate} as a process of its own, since settings are variables. */
class PackValidateIntegrationTests {

    private static final String PATCH =
            """
            --- a/answer.txt
            +++ b/answer.txt
            @@ -1 +1 @@
            -41
            +42
            """;

    private @TempDir Path directory;

    private static TestArchive task(
            TestArchive archive, TestRepository repository, String name, String yaml) {
        var head = "repo: %s\nbase_commit: %s\n".formatted(repository.url(), repository.head());
        return archive.file("tasks/" + name + "/workspace.yaml", head + yaml)
                .file("tasks/" + name + "/prompt.md", "Do it.\n")
                .file("tasks/" + name + "/patch.diff", PATCH);
    }

    @Test
    void eachTaskIsValidOrSaidWhyNot() throws Exception {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("answer.txt", "41\n");
        var archive = TestArchive.withAgent("agent.sh", "true\n");
        task(archive, repository, "good", "fail_to_pass: ['grep -q 42 answer.txt']\n");
        task(archive, repository, "easy", "fail_to_pass: ['echo easy']\n");
        task(archive, repository, "unsolved", "fail_to_pass: ['echo never; false']\n");
        task(archive, repository, "outdated", "fail_to_pass: ['grep -q 42 answer.txt']\n")
                .file("tasks/outdated/patch.diff", PATCH.replace("-41", "-40"));
        var tree = archive.layOut(directory.resolve("packed"));
        var temporary = Files.createDirectory(directory.resolve("tmp"));

        try (var tool =
                ToolProcess.inPipe(
                        Map.of(
                                "ALLOWED_GIT_PROTOCOLS",
                                "file",
                                "JAVA_TOOL_OPTIONS",
                                "-Djava.io.tmpdir=" + temporary),
                        "pack",
                        "--check",
                        "--validate",
                        tree.toString())) {
            assertThat(tool.exitCode()).as(tool.output()).isEqualTo(1);
            assertThat(tool.output())
                    .contains("valid   good\n")
                    .contains("invalid easy: fail_to_pass_1 passes on the base")
                    .contains("invalid unsolved: The task's own solution fails here")
                    .contains("never")
                    .contains("invalid outdated: The reference patch does not apply");
        }
        assertThat(remains(temporary)).isEmpty();
    }

    private static String remains(Path temporary) throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            return left.filter(path -> path.toString().contains("validation"))
                    .map(Path::toString)
                    .reduce("", String::concat);
        }
    }
}
