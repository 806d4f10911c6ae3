package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction.Extracted;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

class ArchiveLimitsTests {
    private static final int EXEMPT = 8 << 20;

    private @TempDir Path base;

    @Test
    void defaultsAreThoseOfTheSettings() {
        assertThat(ArchiveLimits.defaults())
                .isEqualTo(new Binder().bindOrCreate("archive", ArchiveLimits.class));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11})
    void limitsEntries(int entries) throws IOException {
        TestZip zip = new TestZip();
        TestTar tar = new TestTar();
        for (int i = 0; i < entries; i++) {
            zip.add(TestZip.entry("f" + i, ""));
            tar.file("f" + i, "");
        }
        ArchiveLimits limits = Uploads.limits(10, 100, 100, 1, 100, 10);

        check(limits, zip.bytes(), entries <= 10, "more entries than allowed");
        check(limits, tar.end().gzip(), entries <= 10, "more than 10 entries");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void countsImpliedDirectories(int depth) throws IOException {
        ArchiveLimits limits = Uploads.limits(3, 100, 100, 1, 100, 10);
        String name = "d/".repeat(depth) + "f";

        check(limits, zip(name, 0), depth <= 2, "more than 3 entries");
        check(limits, tar(name, 0), depth <= 2, "more than 3 entries");
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101})
    void limitsOneFile(int size) throws IOException {
        ArchiveLimits limits = Uploads.limits(10, 1_000, 100, 1, 100, 10);

        check(limits, zip("f", size), size <= 100, "larger than 100B");
        check(limits, tar("f", size), size <= 100, "larger than 100B");
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101})
    void limitsAllFiles(int total) throws IOException {
        ArchiveLimits limits = Uploads.limits(10, 100, 100, 1, 100, 10);
        TestZip zip = new TestZip().add(new TestZip.Entry("a", new byte[50]));
        TestTar tar = new TestTar().raw("a", '0', 0, new byte[50]);

        byte[] rest = new byte[total - 50];

        check(limits, zip.add(new TestZip.Entry("b", rest)).bytes(), total <= 100, "unpacks to");
        check(limits, tar.raw("b", '0', 0, rest).end().gzip(), total <= 100, "unpacks to");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void limitsRatioBehindTheFirstMegabytes(int more) throws IOException {
        ArchiveLimits small = Uploads.limits(10, 1 << 30, 1 << 30, 1, 100, 10);

        check(small, zip("f", EXEMPT + more), more <= 0, "1 times its size");
        check(small, tar("f", EXEMPT + more), more <= 0, "1 times its size");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void measuresRatioByTheWholeArchive(int more) throws IOException {
        ArchiveLimits limits = Uploads.limits(10, 1 << 30, 1 << 30, 2, 100, 10);
        int packed = EXEMPT + 1;
        // a stored byte adds one to the archive and one to the files, so this many make it half
        int stored = packed - 2 * twoFiles(packed, 0).length;

        check(limits, twoFiles(packed, stored - more), more <= 0, "2 times its size");
    }

    @Test
    void refusesSizesOutOfRange() {
        for (long size : new long[] {-1, 0, (1L << 40) + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Uploads.limits(1, size, 1, 1, 100, 10))
                    .withMessageStartingWith("max-total-bytes: ");
        }
        assertThat(Uploads.limits(1, 1, 1L << 40, 1, 100, 10).maxFileBytes())
                .isEqualTo(DataSize.ofTerabytes(1));
    }

    @Test
    void hasDefaults() {
        assertThat(Binder.get(new MockEnvironment()).bindOrCreate("archive", ArchiveLimits.class))
                .isEqualTo(
                        new ArchiveLimits(
                                DataSize.ofBytes(524_288_000),
                                20_000,
                                DataSize.ofGigabytes(2),
                                DataSize.ofMegabytes(512),
                                200,
                                1_024,
                                32));
    }

    private void check(ArchiveLimits limits, byte[] archive, boolean fits, String reason)
            throws IOException {
        Path own = Files.createTempDirectory(base, "t");
        Uploads uploads = new Uploads(own, limits);
        if (fits) {
            assertThat(uploads.extract(archive)).isInstanceOf(Extracted.class);
        } else {
            assertThat(uploads.reason(archive)).contains(reason);
        }
    }

    private static byte[] twoFiles(int packed, int stored) {
        return new TestZip()
                .add(new TestZip.Entry("a", new byte[packed]))
                .add(new TestZip.Entry("b", new byte[stored]).stored(new byte[stored]))
                .bytes();
    }

    private static byte[] zip(String name, int size) {
        return new TestZip().add(new TestZip.Entry(name, new byte[size])).bytes();
    }

    private static byte[] tar(String name, int size) {
        return new TestTar().raw(name, '0', 0, new byte[size]).end().gzip();
    }
}
