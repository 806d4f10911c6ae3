package org.platformnetwork.termexecutor.sandbox.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What layers rest on besides the task: a layer that is found at the start of the service is only
 * used on the same.
 *
 * @param level what the level does with layers
 * @param directory where layers lie, since they hold paths of themselves
 */
public record LayerBasis(String level, Path directory) {

    /** Changes with the files of a layer. */
    private static final String FORMAT = "2";

    /** What was written before a crash of the machine need not be whole. */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /**
     * The system's programs and libraries by name, size and date, and its packages by what their
     * lists say. Directories change their dates with what they hold.
     */
    private static final String SYSTEM =
            """
            {
              find /usr /bin /sbin /lib -xdev -maxdepth 2 ! -name __pycache__ \\
                \\( -type d -printf '%p %T@\\n' -o -printf '%p %y %s %T@\\n' \\) | sort
              find /opt -xdev -maxdepth 2 | sort
              cat /etc/os-release /var/lib/dpkg/status /lib/apk/db/installed
            } 2>/dev/null | sha256sum
            """;

    /**
     * SHA-256 in hex.
     *
     * @param more what the caller knows of
     */
    public String hash(HostCommands host, List<String> more) {
        var digest = DigestUtils.getSha256Digest();
        var parts =
                List.of(
                        FORMAT,
                        level,
                        String.valueOf(System.getProperty("user.name")),
                        directory.toString(),
                        boot(),
                        HostCommands.PATH,
                        host.output(List.of("sh", "-c", SYSTEM)));
        for (var part : parts) {
            add(digest, part);
        }
        for (var part : more) {
            add(digest, part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Where the kernel does not tell, every start is taken for the machine's first. */
    private static String boot() {
        try {
            return Files.readString(BOOT);
        } catch (IOException _) {
            return UUID.randomUUID().toString();
        }
    }

    private static void add(MessageDigest digest, String part) {
        digest.update((part.length() + ":" + part).getBytes(UTF_8));
    }
}
