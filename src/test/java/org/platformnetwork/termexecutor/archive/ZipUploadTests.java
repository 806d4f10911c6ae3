package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.archive.TestZip.entry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZipUploadTests {
    private @TempDir Path base;
    private Uploads uploads;

    @BeforeEach
    void setUp() {
        uploads = new Uploads(base);
    }

    @Test
    void extractsFilesAndDirectories() throws IOException {
        TestZip zip = new TestZip().add(entry("a/b.txt", "hello")).add(directory("./"));

        assertThat(uploads.tree(zip.add(directory("a/d/")).add(entry("./c", "")).bytes()))
                .isEqualTo(Map.of("a/", "", "a/b.txt", "hello", "a/d/", "", "c", ""));
    }

    @Test
    void extractsZipBehindPrefix() throws IOException {
        byte[] zip = new TestZip().add(entry("a", "x")).bytes();
        byte[] prefixed = new byte[zip.length + 100];
        System.arraycopy(zip, 0, prefixed, 100, zip.length);

        assertThat(uploads.tree(prefixed)).isEqualTo(Map.of("a", "x"));
    }

    @Test
    void keepsOnlyTheExecuteBit() throws IOException {
        uploads.extract(
                new TestZip().add(entry("run", 0104711)).add(entry("locked", 0100000)).bytes());

        assertThat(mode("run")).isEqualTo("rwxr-xr-x");
        assertThat(mode("locked")).isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @CsvSource({
        "120777, is a symbolic link",
        "010644, is neither a file nor a directory",
        "020644, is neither a file nor a directory",
        "060644, is neither a file nor a directory",
        "140644, is neither a file nor a directory",
        "040755, is neither a file nor a directory"
    })
    void refusesSpecialFiles(String mode, String what) throws IOException {
        TestZip zip = new TestZip().add(entry("a", "x"));

        assertThat(uploads.reason(zip.add(entry("t/l", Integer.parseInt(mode, 8))).bytes()))
                .isEqualTo("Entry 't/l' " + what);
    }

    @Test
    void refusesSymbolicLinkThatClaimsToBeFromDos() throws IOException {
        byte[] zip = new TestZip().add(entry("l", TestZip.SYMLINK)).bytes();
        zip[zip.length - 22 - 47 + 5] = 0;

        assertThat(uploads.reason(zip)).isEqualTo("Entry 'l' is a symbolic link");
    }

    @Test
    void refusesNamesThatClash() throws IOException {
        TestZip twice = new TestZip().add(entry("a", "x")).add(entry("./a", "y"));
        TestZip fileOverDirectory = new TestZip().add(entry("a/b", "x")).add(entry("a", "y"));
        TestZip directoryOverFile = new TestZip().add(entry("a", "x")).add(entry("a/b", "y"));

        assertThat(uploads.reason(twice.bytes())).contains("name of an earlier entry");
        assertThat(uploads.reason(fileOverDirectory.bytes())).contains("name of an earlier entry");
        assertThat(uploads.reason(directoryOverFile.bytes())).contains("earlier entry is a file");
    }

    @Test
    void refusesEncryptedAndUnsupported() throws IOException {
        TestZip.Entry encrypted = entry("a", "x");
        encrypted.flags = 1;
        TestZip.Entry bzip2 = entry("a", "x");
        bzip2.method = 12;

        assertThat(uploads.reason(new TestZip().add(encrypted).bytes())).contains("encrypted");
        assertThat(uploads.reason(new TestZip().add(bzip2).bytes())).contains("unsupported");
    }

    @Test
    void refusesSharedBytes() throws IOException {
        TestZip.Entry inner = entry("b", "x");
        inner.offset = 0;
        TestZip.Entry long1 = entry("a", "").stored(new byte[200]);
        TestZip.Entry within = entry("b", "x");
        within.offset = 100;

        assertThat(uploads.reason(new TestZip().add(entry("a", "x")).add(inner).bytes()))
                .contains("shares its bytes");
        assertThat(uploads.reason(new TestZip().add(long1).add(within).bytes()))
                .contains("shares its bytes");
    }

    @Test
    void refusesWrongChecksumAndSizes() throws IOException {
        TestZip.Entry checksum = entry("a", "xyz");
        checksum.crc++;
        TestZip.Entry shorter = entry("a", "xyz");
        shorter.size = 4;
        TestZip.Entry longer = entry("a", "xyz");
        longer.size = 2;
        TestZip.Entry directory = entry("a/", "xyz");
        directory.mode = 040755;

        assertThat(uploads.reason(new TestZip().add(checksum).bytes())).contains("checksum");
        assertThat(uploads.reason(new TestZip().add(shorter).bytes())).contains("shorter");
        assertThat(uploads.reason(new TestZip().add(longer).bytes())).contains("longer");
        assertThat(uploads.reason(new TestZip().add(directory).bytes())).contains("with content");
    }

    @Test
    void refusesSecondName() throws IOException {
        byte[] other = "up=".getBytes(StandardCharsets.UTF_8);
        TestZip.Entry entry = entry("a", "x");
        ByteBuffer extra = TestZip.buffer(9 + other.length);
        extra.putShort((short) 0x7075).putShort((short) (5 + other.length));
        entry.extra = TestZip.content(extra.put((byte) 1).putInt(0).put(other));

        assertThat(uploads.reason(new TestZip().add(entry).bytes())).contains("second name");
    }

    @Test
    void refusesNameThatIsNotUtf8() throws IOException {
        TestZip.Entry entry = entry("a", "x");
        entry.name = new byte[] {'a', (byte) 0xe9};

        assertThat(uploads.reason(new TestZip().add(entry).bytes())).contains("not UTF-8");
    }

    @Test
    void refusesDirectoryThatBreaksOff() throws IOException {
        byte[] zip = new TestZip().add(entry("a", "x")).add(entry("b", "x")).bytes();
        zip[zip.length - 22 - 47] ^= 1;

        assertThat(uploads.reason(zip)).contains("directory is damaged");
    }

    @Test
    void refusesHeadersThatFillTheMemory() throws IOException {
        TestZip zip = new TestZip();
        for (int i = 0; i < 100; i++) {
            TestZip.Entry entry = entry("f" + i, "");
            entry.extra = new byte[60_000];
            zip.add(entry);
        }

        assertThat(uploads.reason(zip.bytes())).isEqualTo("The archive has overlong headers");
    }

    @Test
    void refusesWhatIsNoArchive() throws IOException {
        assertThat(uploads.reason(new byte[0])).isEqualTo("The archive is not a zip or tar.gz");
        assertThat(uploads.reason(new byte[100])).isEqualTo("The archive is not a zip or tar.gz");
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(uploads.target().resolve(name)));
    }

    private static TestZip.Entry directory(String name) {
        TestZip.Entry entry = entry(name, "");
        entry.mode = 040700;
        return entry;
    }
}
