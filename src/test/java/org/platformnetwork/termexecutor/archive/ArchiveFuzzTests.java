package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.Mutations;
import org.springframework.util.FileSystemUtils;

/** Whatever an upload's bytes are, the answer is a value, and no file strays. */
public class ArchiveFuzzTests {

    @Test
    void anyBytesAreExtractedOrRefused() throws Exception {
        Mutations.feed(ArchiveFuzzTests::fuzzerTestOneInput, seeds());
    }

    /** What to begin with. */
    public static byte[][] seeds() throws IOException {
        return new byte[][] {
            new TestZip()
                    .add(TestZip.entry("tasks/t1/prompt.md", "do it\n".repeat(20)))
                    .add(TestZip.entry("agent_code/agent.py", "print(1)\n"))
                    .bytes(),
            TestTar.gzip(
                    new TestTar()
                            .file("tasks/t1/prompt.md", "do it\n".repeat(20))
                            .pax('x', "path=agent_code/ü", "size=9")
                            .file("x", "print(1)\n")
                            .end()
                            .blocks())
        };
    }

    /** Called by Jazzer, which knows it by its name. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var base = Files.createTempDirectory("fuzz");
        try {
            new Uploads(base).extract(input);
        } finally {
            FileSystemUtils.deleteRecursively(base);
        }
    }
}
