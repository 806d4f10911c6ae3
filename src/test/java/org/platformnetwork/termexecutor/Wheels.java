package org.platformnetwork.termexecutor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packages of Python that pip installs from a directory. */
final class Wheels {

    private Wheels() {}

    /** Writes one with the module {@code lib}. */
    static void write(Path directory, String version, String code) throws IOException {
        var info = "lib-%s.dist-info/".formatted(version);
        try (var zip =
                new ZipOutputStream(
                        Files.newOutputStream(
                                directory.resolve("lib-%s-py3-none-any.whl".formatted(version))))) {
            entry(zip, "lib.py", code);
            entry(
                    zip,
                    info + "METADATA",
                    "Metadata-Version: 2.1\nName: lib\nVersion: %s\n".formatted(version));
            entry(
                    zip,
                    info + "WHEEL",
                    "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            entry(
                    zip,
                    info + "RECORD",
                    "lib.py,,\n%1$sMETADATA,,\n%1$sWHEEL,,\n%1$sRECORD,,\n".formatted(info));
        }
    }

    private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
