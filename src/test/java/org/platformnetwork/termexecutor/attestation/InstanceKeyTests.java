package org.platformnetwork.termexecutor.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.Shell;

class InstanceKeyTests {

    private static final byte[] MESSAGE = "verdict".getBytes(StandardCharsets.UTF_8);

    /** The secret of RFC 8032's second test vector, as {@code openssl genpkey} writes keys. */
    private static final String FOREIGN =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7
            -----END PRIVATE KEY-----
            """;

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("instance.key");
    }

    private InstanceKey start() {
        try (var store = TestStore.open(directory, "")) {
            return new InstanceKey(store.directory());
        }
    }

    @Test
    void isMadeOnceAndKept() throws IOException {
        var first = start();
        var written = Files.readString(file);
        var second = start();

        assertThat(second.verifyingKey()).isEqualTo(first.verifyingKey());
        assertThat(second.sign(MESSAGE)).isEqualTo(first.sign(MESSAGE));
        assertThat(Files.readString(file)).isEqualTo(written);
        assertThat(first.verifyingKey().verifies(MESSAGE, first.sign(MESSAGE))).isTrue();
    }

    @Test
    void isAnotherInAnotherDirectory(@TempDir Path other) {
        try (var store = TestStore.open(other, "")) {
            assertThat(new InstanceKey(store.directory()).verifyingKey())
                    .isNotEqualTo(start().verifyingKey());
        }
    }

    @Test
    void onlyItsOwnerReadsIt() throws IOException {
        start();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory.resolve("instance.key.new")).doesNotExist();
    }

    @Test
    void closesTheKeyThatAMoveOpened() throws IOException {
        var key = start();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

        assertThat(start().verifyingKey()).isEqualTo(key.verifyingKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void leftoverOfAnInterruptedStartIsReplaced() throws IOException {
        Files.writeString(directory.resolve("instance.key.new"), "-----BEGIN");

        var key = start();

        assertThat(start().verifyingKey()).isEqualTo(key.verifyingKey());
        assertThat(directory.resolve("instance.key.new")).doesNotExist();
    }

    @Test
    void takesAKeyMadeElsewhere() throws IOException {
        Files.writeString(file, FOREIGN);

        assertThat(start().verifyingKey().hex())
                .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assertThat(Files.readString(file)).isEqualTo(FOREIGN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "key",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzN\n",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                // X25519, which has another purpose and the same length.
                """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VuBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7
                -----END PRIVATE KEY-----
                """
            })
    void damagedFileStopsTheStartAndStays(String content) throws IOException {
        Files.writeString(file, content);

        assertThatExceptionOfType(StartupException.class)
                .isThrownBy(this::start)
                .withMessageStartingWith("instance.key in DATA_DIR cannot be read");
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void whatCannotBeReadStopsTheStart() throws IOException {
        Files.createDirectory(file);

        assertThatExceptionOfType(StartupException.class).isThrownBy(this::start);
    }

    @Test
    void linkToNothingIsNoFirstStart() throws IOException {
        Files.createSymbolicLink(file, directory.resolve("gone"));

        assertThatExceptionOfType(StartupException.class).isThrownBy(this::start);
        assertThat(directory.resolve("gone")).doesNotExist();
    }

    @Test
    void directoryThatTakesNoKeyStopsTheStart() throws IOException {
        Files.createDirectories(directory.resolve("instance.key.new/full"));

        assertThatExceptionOfType(StartupException.class)
                .isThrownBy(this::start)
                .withMessage("instance.key cannot be written into DATA_DIR.");
        assertThat(file).doesNotExist();
    }

    @Test
    @EnabledIfCommand("openssl")
    void opensslReadsIt() {
        var key = start();

        assertThat(
                        Shell.run(
                                directory,
                                """
                                openssl pkey -in instance.key -pubout -outform DER |
                                tail -c 32 | od -An -v -tx1 | tr -d ' \\n'
                                """))
                .isEqualTo(key.verifyingKey().hex());
    }
}
