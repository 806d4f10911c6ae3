package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.Mutations;

/** Whatever {@code workspace.yaml} holds, it is read or refused with one sentence. */
public class WorkspaceYamlFuzzTests {

    @Test
    void anyBytesAreReadOrRefused() throws Exception {
        Mutations.feed(WorkspaceYamlFuzzTests::fuzzerTestOneInput, seeds());
    }

    /** What to begin with. */
    public static byte[][] seeds() {
        return new byte[][] {
            bytes("repo: owner/name\nbase_commit: 0123456789abcdef\ninstall: [make, \"a b\"]\n"),
            bytes("repo: &a x\ninstall: *a\nmeta: {test_files: '[]', n: [1, {x: y}]}\n"),
            bytes("patch: |\n  --- a/x\n  +++ b/x\n? [k]\n: !!binary aGVsbG8=\n"),
            bytes("%YAML 1.2\n---\na: !<tag:yaml.org,2002:str> b\n...\n---\n<<: {a: b}\n")
        };
    }

    /** Called by Jazzer, which knows it by its name. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var file = Files.createTempFile("workspace", ".yaml");
        try {
            Files.write(file, input);
            var yaml = WorkspaceYaml.read(file);
            for (var key : new String[] {"repo", "install", "patch", "base_commit"}) {
                yaml.isMapping(key);
                yaml.texts(key);
                yaml.text(key);
            }
        } catch (InvalidTaskException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", file.getParent() + "/");
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
