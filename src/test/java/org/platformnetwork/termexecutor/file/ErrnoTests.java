package org.platformnetwork.termexecutor.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ErrnoTests {

    private static final Path FULL = Path.of("/dev/full");

    private static IOException noSpace() {
        return catchThrowableOfType(IOException.class, () -> Files.write(FULL, new byte[1]));
    }

    @Test
    void errorsAreToldApart() {
        assertThat(Errno.ENOSPC.caused(noSpace())).isTrue();
        assertThat(Errno.EDQUOT.caused(noSpace())).isFalse();
        assertThat(Errno.EPERM.caused(new FileSystemException("f", null, "other"))).isFalse();
        assertThat(Errno.EPERM.caused(new IOException())).isFalse();
    }

    @Test
    void languageOfTheProcessDoesNotMatter() throws IOException, InterruptedException {
        var line =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullDisk.class.getName());
        // With Debian's libc-l10n the text is German, otherwise English.
        var builder = new ProcessBuilder(line);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("LANGUAGE", "de");
        var process = builder.redirectErrorStream(true).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.inputReader(StandardCharsets.UTF_8).readAllLines())
                    .containsExactly("true");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Says whether it is told that a device is full. */
    static final class FullDisk {

        private FullDisk() {}

        public static void main(String[] args) {
            System.out.println(Errno.ENOSPC.caused(noSpace()));
        }
    }
}
