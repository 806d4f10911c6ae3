package org.platformnetwork.termexecutor.evidence.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The programs that come with a package, as its manifests name them. */
final class InstalledPrograms {

    private static final long MAX_FILE_BYTES = 512 << 10;

    /** A package's {@code bin}, {@code scripts}, and install recipes. */
    private static final Pattern INSTALLED =
            Pattern.compile(
                    "(?m)\"bin\"\\s*+:\\s*+(?:\"[^\"\\n]*\"|\\{[^}]{0,20000}})|\\bscripts\\s*+=\\s*+(?:\\[[^]]{0,20000}]|\\S+)|^["
                        + " \\t]*@?(?:\\$\\(INSTALL\\w*\\)|install)\\s.*");

    private static final Pattern MANIFEST =
            Pattern.compile(
                    "package\\.json|setup\\.(?:py|cfg)|pyproject\\.toml|(?:GNUm|[Mm])akefile");
    private static final Pattern FILE_NAME = Pattern.compile("[\\w.-]+(?:/[\\w.-]+)*");

    private InstalledPrograms() {}

    /** Whether a file lies where programs do and has a program's name. */
    static boolean isProgram(String path) {
        return path.matches("(?:.*/)?s?bin/[^/.]+");
    }

    /** Reads the manifests at the top of a repository. */
    static Set<String> of(Path repository) throws IOException {
        var installed = new HashSet<String>();
        try (var files = Files.list(repository)) {
            for (var file : files.toList()) {
                if (MANIFEST.matcher(String.valueOf(file.getFileName())).matches()
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.size(file) <= MAX_FILE_BYTES) {
                    add(Files.readString(file, ISO_8859_1), installed);
                }
            }
        }
        return installed;
    }

    private static void add(String manifest, Set<String> installed) {
        var parts = INSTALLED.matcher(manifest);
        while (parts.find()) {
            var names = FILE_NAME.matcher(parts.group());
            while (names.find()) {
                installed.add(names.group().replaceFirst("^(?:\\./)+", ""));
            }
        }
    }
}
