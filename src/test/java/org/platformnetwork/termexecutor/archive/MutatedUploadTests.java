package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction.Refused;
import org.springframework.util.FileSystemUtils;

/** Whatever the bytes are, the answer is a value; {@link Uploads} checks that no file strays. */
class MutatedUploadTests {
    private static final int ROUNDS = Integer.getInteger("archive.mutations", 100);

    private @TempDir Path base;

    @Test
    void refusesEveryTruncationOfZip() throws IOException {
        requireTruncationsRefused(zip());
    }

    @Test
    void refusesEveryTruncationOfTar() throws IOException {
        requireTruncationsRefused(tarGz());
    }

    @Test
    void answersEveryMutation() throws IOException {
        long seed = Long.getLong("archive.seed", System.nanoTime());
        System.out.println("MutatedUploadTests seed " + seed);
        Random random = new Random(seed);
        byte[] tar = tar();
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            refused += extract(mutate(zip(), random)) instanceof Refused ? 1 : 0;
            refused += extract(mutate(tarGz(), random)) instanceof Refused ? 1 : 0;
            refused += extract(TestTar.gzip(mutate(tar, random))) instanceof Refused ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS, 3 * ROUNDS);
    }

    private void requireTruncationsRefused(byte[] archive) throws IOException {
        for (int length = 0; length < archive.length; length++) {
            assertThat(extract(Arrays.copyOf(archive, length)))
                    .as("first %d bytes", length)
                    .isInstanceOf(Refused.class);
        }
    }

    private Extraction extract(byte[] archive) throws IOException {
        Uploads uploads = new Uploads(base);
        Extraction extraction = uploads.extract(archive);
        FileSystemUtils.deleteRecursively(uploads.target());
        return extraction;
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] archive = original.clone();
        int flips = 1 + random.nextInt(4);
        for (int i = 0; i < flips; i++) {
            int at = random.nextInt(archive.length);
            archive[at] =
                    switch (random.nextInt(4)) {
                        case 0 -> 0;
                        case 1 -> (byte) 0xff;
                        case 2 -> (byte) (archive[at] ^ 1 << random.nextInt(8));
                        default -> (byte) random.nextInt();
                    };
        }
        return archive;
    }

    private static byte[] zip() {
        TestZip.Entry described = TestZip.entry("agent_code/main.py", "print(1)\n");
        described.flags = 8;
        described.behind = new byte[16];
        return new TestZip()
                .add(TestZip.entry("tasks/t1/prompt.md", "do it\n".repeat(20)))
                .add(described)
                .add(TestZip.entry("a", "").stored(new byte[] {}))
                .bytes();
    }

    private static byte[] tar() {
        return new TestTar()
                .pax('g', "comment=x")
                .file("tasks/t1/prompt.md", "do it\n".repeat(20))
                .pax('x', "path=agent_code/ü", "size=9")
                .file("x", "print(1)\n")
                .raw("L", 'L', 0, "long\0".getBytes(StandardCharsets.UTF_8))
                .file("y", "z")
                .end()
                .blocks();
    }

    private static byte[] tarGz() {
        return TestTar.gzip(tar());
    }
}
