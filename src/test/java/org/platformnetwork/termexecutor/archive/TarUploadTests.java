package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarUploadTests {
    private @TempDir Path base;
    private Uploads uploads;

    @BeforeEach
    void setUp() {
        uploads = new Uploads(base);
    }

    @Test
    void extractsFilesAndDirectories() throws IOException {
        TestTar tar = new TestTar().raw("./", '5', 0700, new byte[0]).file("./a/b", "hello");
        tar.raw("d", '5', 0, new byte[0])
                .raw("old/", '\0', 0, new byte[0])
                .raw("o", '\0', 0, new byte[0]);

        assertThat(uploads.tree(tar.end().gzip()))
                .isEqualTo(Map.of("a/", "", "a/b", "hello", "d/", "", "old/", "", "o", ""));
        assertThat(mode("d")).isEqualTo("rwxr-xr-x");
    }

    @Test
    void keepsOnlyTheExecuteBit() throws IOException {
        byte[] content = {1};
        TestTar tar = new TestTar().raw("run", '0', 06711, content).raw("locked", '0', 0, content);

        uploads.extract(tar.end().gzip());

        assertThat(mode("run")).isEqualTo("rwxr-xr-x");
        assertThat(mode("locked")).isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @CsvSource({
        "1, is a hard link",
        "2, is a symbolic link",
        "3, is neither a file nor a directory",
        "4, is neither a file nor a directory",
        "6, is neither a file nor a directory",
        "7, is neither a file nor a directory",
        "D, is neither a file nor a directory",
        "M, is neither a file nor a directory",
        "V, is neither a file nor a directory",
        "Z, is neither a file nor a directory"
    })
    void refusesSpecialFiles(char type, String what) throws IOException {
        TestTar tar = new TestTar().file("a", "x").raw("t/l", type, 0644, new byte[0]);

        assertThat(uploads.reason(tar.end().gzip())).isEqualTo("Entry 't/l' " + what);
    }

    @Test
    void refusesSparseFilesOfEveryKind() throws IOException {
        TestTar gnu = new TestTar().raw("a", 'S', 0644, new byte[0]);
        TestTar pax0 = new TestTar().pax('x', "GNU.sparse.size=9").file("a", "");
        TestTar pax1 = new TestTar().pax('x', "GNU.sparse.major=1").file("a", "0\n");
        TestTar star = new TestTar().pax('x', "SCHILY.filetype=sparse").file("a", "");

        assertThat(uploads.reason(gnu.end().gzip())).contains("sparse");
        assertThat(uploads.reason(pax0.end().gzip())).contains("sparse");
        assertThat(uploads.reason(pax1.end().gzip())).contains("sparse");
        assertThat(uploads.reason(star.end().gzip())).contains("sparse");
    }

    @Test
    void refusesNamesThatClash() throws IOException {
        TestTar twice = new TestTar().file("a", "x").file("./a", "y");
        TestTar fileOverDirectory = new TestTar().file("a/b", "x").file("a", "y");
        TestTar directoryOverFile = new TestTar().file("a", "x").file("a/b", "y");

        assertThat(uploads.reason(twice.end().gzip())).contains("name of an earlier entry");
        assertThat(uploads.reason(fileOverDirectory.end().gzip()))
                .contains("name of an earlier entry");
        assertThat(uploads.reason(directoryOverFile.end().gzip()))
                .contains("earlier entry is a file");
    }

    @Test
    void readsLongNamesAsUtf8WhereverTheyStand() throws IOException {
        TestTar tar = new TestTar().file("é", "header");
        tar.raw("L", 'L', 0, "ö\0".getBytes(StandardCharsets.UTF_8)).file("x", "gnu");
        tar.pax('x', "path=ü", "comment=1 path=/x").file("y", "pax").file("z", "plain");

        assertThat(uploads.tree(tar.end().gzip()))
                .isEqualTo(Map.of("é", "header", "ö", "gnu", "ü", "pax", "z", "plain"));
    }

    @Test
    void takesTheSizeFromPax() throws IOException {
        TestTar tar = new TestTar().pax('x', "size=3").header("a", '0', 0644, 0);

        assertThat(uploads.tree(tar.content("xyz".getBytes(StandardCharsets.UTF_8)).end().gzip()))
                .isEqualTo(Map.of("a", "xyz"));
    }

    @Test
    void refusesAbsolutePathsThatTheLibraryWouldStrip() throws IOException {
        TestTar gnu = new TestTar().raw("L", 'L', 0, "/etc/x".getBytes(StandardCharsets.UTF_8));
        TestTar pax = new TestTar().pax('x', "mtime=1", "path=/etc/x");

        assertThat(uploads.reason(gnu.file("a", "").end().gzip())).contains("absolute");
        assertThat(uploads.reason(pax.file("a", "").end().gzip())).contains("absolute");
        assertThat(uploads.reason(new TestTar().file("/a", "").end().gzip())).contains("absolute");
    }

    @Test
    void refusesEntryWithTwoNames() throws IOException {
        byte[] name = {'b'};
        TestTar tar = new TestTar().pax('x', "path=c").raw("L", 'L', 0, name).file("a", "");
        TestTar twice = new TestTar().pax('x', "path=c").pax('x', "path=d").file("a", "");

        assertThat(uploads.reason(tar.end().gzip())).contains("two names");
        assertThat(uploads.reason(twice.end().gzip())).contains("two names");
    }

    @Test
    void refusesNamesThatAreNotUtf8() throws IOException {
        byte[] latin = {'a', (byte) 0xe9};
        byte[] pax = "12 path=a?b\n".getBytes(StandardCharsets.UTF_8);
        pax[9] = (byte) 0xe9;
        TestTar gnu = new TestTar().raw("L", 'L', 0, latin).file("a", "");

        assertThat(uploads.reason(gnu.end().gzip())).contains("not UTF-8");
        assertThat(
                        uploads.reason(
                                new TestTar()
                                        .raw("p", 'x', 0, Arrays.copyOf(pax, 12))
                                        .file("a", "")
                                        .end()
                                        .gzip()))
                .contains("not UTF-8");
    }

    @Test
    void refusesNameWithNul() throws IOException {
        TestTar tar = new TestTar().raw("L", 'L', 0, "a\0b".getBytes(StandardCharsets.UTF_8));

        assertThat(uploads.reason(tar.file("a", "").end().gzip())).contains("'a?b'");
    }

    @Test
    void allowsGlobalCommentButNoGlobalName() throws IOException {
        TestTar comment = new TestTar().pax('g', "comment=abc").file("a", "x");
        TestTar name = new TestTar().pax('g', "path=b").file("a", "x");
        TestTar many = new TestTar().pax('g', "comment=" + "x".repeat(5_000)).file("a", "x");

        assertThat(uploads.reason(name.end().gzip())).contains("change all entries");
        assertThat(uploads.reason(many.end().gzip())).contains("change all entries");
        assertThat(uploads.tree(comment.end().gzip())).isEqualTo(Map.of("a", "x"));
    }

    @Test
    void refusesHeadersThatFillMemoryOrStack() throws IOException {
        TestTar longName = new TestTar().raw("L", 'L', 0, new byte[70_000]).file("a", "");
        TestTar nested = new TestTar();
        for (int i = 0; i < 900; i++) {
            nested.pax('x', "comment=x");
        }

        assertThat(uploads.reason(longName.end().gzip())).contains("overlong headers");
        assertThat(uploads.reason(nested.file("a", "").end().gzip())).contains("overlong headers");
    }

    @Test
    void refusesGzipHeaderThatFillsTheMemory() throws IOException {
        byte[] gzip = new byte[4 << 20];
        Arrays.fill(gzip, (byte) 'n');
        System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0}, 0, gzip, 0, 10);

        assertThat(uploads.reason(gzip)).contains("overlong headers");
    }

    @Test
    void refusesTarWithoutEndMarkOrWithDataBehindIt() throws IOException {
        byte[] tar = new TestTar().file("a", "x").blocks();
        byte[] whole = new TestTar().file("a", "x").end().file("b", "y").end().gzip();
        TestTar afterOneBlock = new TestTar().file("a", "x").content(new byte[512]).file("b", "y");
        byte[] padded = TestTar.gzip(Arrays.copyOf(tar, 1 << 20));

        assertThat(uploads.reason(TestTar.gzip(tar))).contains("no end mark");
        assertThat(uploads.reason(TestTar.gzip(new byte[0]))).contains("no end mark");
        assertThat(uploads.reason(whole)).contains("behind its end mark");
        assertThat(uploads.reason(afterOneBlock.end().gzip())).contains("behind its end mark");
        assertThat(uploads.tree(padded)).isEqualTo(Map.of("a", "x"));
    }

    @Test
    void refusesDamagedHeader() throws IOException {
        byte[] tar = new TestTar().file("a", "x").end().blocks();
        tar[1] = 'b';

        assertThat(uploads.reason(TestTar.gzip(tar))).contains("damaged header");
    }

    @Test
    void readsConcatenatedGzipMembers() throws IOException {
        byte[] tar = new TestTar().file("a", "x".repeat(700)).end().blocks();

        assertThat(uploads.tree(members(tar, 600))).isEqualTo(Map.of("a", "x".repeat(700)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8})
    void refusesGzipCutOffOrFollowedByMore(int bytes) throws IOException {
        byte[] gzip = new TestTar().file("a", "x").end().gzip();

        assertThat(uploads.reason(Arrays.copyOf(gzip, gzip.length - bytes))).contains("cut off");
        assertThat(uploads.reason(Arrays.copyOf(gzip, gzip.length + bytes))).contains("damaged");
    }

    private static byte[] members(byte[] tar, int at) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(TestTar.gzip(Arrays.copyOf(tar, at)));
        both.writeBytes(TestTar.gzip(Arrays.copyOfRange(tar, at, tar.length)));
        return both.toByteArray();
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(uploads.target().resolve(name)));
    }
}
