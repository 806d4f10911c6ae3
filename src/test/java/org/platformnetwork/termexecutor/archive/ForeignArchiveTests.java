package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction.Extracted;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** Archives as the tools of honest senders write them. */
class ForeignArchiveTests {
    private static final String LONG = "l".repeat(90) + "/" + "ö".repeat(100) + "/f.txt";
    private static final String PYTHON =
            """
            import os, sys, zipfile, tarfile, io
            source, out, kind = sys.argv[1:4]
            paths = sorted(os.path.relpath(os.path.join(d, n), source)
                           for d, ds, ns in os.walk(source) for n in ds + ns)
            class Pipe(io.RawIOBase):
                def __init__(self): self.file = open(out, 'wb')
                def writable(self): return True
                def write(self, b): return self.file.write(b)
                def close(self): self.file.close()
            if kind.startswith('zip'):
                method = zipfile.ZIP_STORED if kind == 'zip-stored' else zipfile.ZIP_DEFLATED
                target = Pipe() if kind == 'zip-stream' else out
                with zipfile.ZipFile(target, 'w', method) as z:
                    for p in paths:
                        full = os.path.join(source, p)
                        if kind == 'zip-64' and os.path.isfile(full):
                            with z.open(p, 'w', force_zip64=True) as f: f.write(open(full, 'rb').read())
                        else: z.write(full, p)
                if target is not out: target.close()
            else:
                form = {'tar-pax': tarfile.PAX_FORMAT, 'tar-gnu': tarfile.GNU_FORMAT}[kind]
                with tarfile.open(out, 'w:gz', format=form) as t:
                    for p in paths: t.add(os.path.join(source, p), p, recursive=False)
            """;

    private @TempDir Path base;
    private @TempDir Path source;
    private Map<String, String> expected = Map.of();
    private Uploads uploads;

    @BeforeEach
    void setUp() throws IOException {
        uploads = new Uploads(base);
        expected =
                Map.of(
                        "tasks/",
                        "",
                        "tasks/héllo 世界.md",
                        "x".repeat(10_000),
                        "tasks/empty/",
                        "",
                        "tasks/none",
                        "",
                        "l".repeat(90) + "/",
                        "",
                        "l".repeat(90) + "/" + "ö".repeat(100) + "/",
                        "",
                        LONG,
                        "deep");
        for (String directory : List.of("tasks/empty", LONG.replace("/f.txt", ""))) {
            Files.createDirectories(source.resolve(directory));
        }
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            if (!entry.getKey().endsWith("/")) {
                Files.writeString(source.resolve(entry.getKey()), entry.getValue());
            }
        }
    }

    @EnabledIfCommand("python3")
    @ParameterizedTest
    @ValueSource(
            strings = {"zip-plain", "zip-stored", "zip-stream", "zip-64", "tar-pax", "tar-gnu"})
    void extractsWhatPythonWrites(String kind) throws Exception {
        Path script = Files.writeString(base.resolve("write.py"), PYTHON);
        run("python3", script.toString(), ".", upload(), kind);
        Files.delete(script);

        check();
    }

    @EnabledIfCommand("tar")
    @ParameterizedTest
    @ValueSource(strings = {"gnu", "oldgnu", "pax", "posix"})
    void extractsWhatGnuTarWrites(String format) throws Exception {
        run("tar", "--format=" + format, "-czf", upload(), ".");

        check();
    }

    @EnabledIfCommand("tar")
    @Test
    void extractsUstarWithPrefixes() throws Exception {
        Files.createDirectories(source.resolve("u".repeat(90)));
        Files.writeString(source.resolve("u".repeat(90) + "/" + "v".repeat(90)), "ustar");
        run("tar", "--format=ustar", "-b", "100", "-czf", upload(), "u".repeat(90), "tasks");

        assertThat(uploads.extract(Path.of(upload()))).isInstanceOf(Extracted.class);
        assertThat(uploads.tree())
                .containsEntry("u".repeat(90) + "/" + "v".repeat(90), "ustar")
                .hasSize(6);
    }

    @EnabledIfCommand({"tar", "gzip", "bash"})
    @Test
    void extractsConcatenatedMembers() throws Exception {
        String split = "tar -cf - . | split -b 7000 --filter='gzip -c' - >\"$1\"";
        run("bash", "-c", split, "bash", upload());

        check();
    }

    @EnabledIfCommand("zip")
    @ParameterizedTest
    @ValueSource(strings = {"-qr", "-qr0", "-qrX", "-qry"})
    void extractsWhatInfoZipWrites(String options) throws Exception {
        run("zip", options, upload() + ".zip", ".");
        Files.move(Path.of(upload() + ".zip"), Path.of(upload()));

        check();
    }

    @EnabledIfCommand({"zip", "bash"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip -qr - . | cat >\"$1\"",
                "zip -qr \"$1.z\" .; (echo '#!/bin/sh'; cat \"$1.z\") >\"$1\"; rm \"$1.z\"",
                "zip -qr \"$1.zip\" .; (echo '#!/bin/sh'; cat \"$1.zip\") >\"$1.sfx\"; zip -qA"
                        + " \"$1.sfx\"; mv \"$1.sfx\" \"$1\"; rm \"$1.zip\""
            })
    void extractsStreamedAndSelfExtractingZip(String command) throws Exception {
        run("bash", "-c", command, "bash", upload());

        check();
    }

    @Test
    void extractsWhatJavaWrites() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : expected.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }

        assertThat(uploads.tree(bytes.toByteArray())).isEqualTo(expected);
    }

    @Test
    void extractsWhatMacWrites() throws Exception {
        byte[] zip =
                new TestZip()
                        .add(TestZip.entry("tasks/a", "x"))
                        .add(TestZip.entry("__MACOSX/tasks/._a", "resource"))
                        .bytes();

        assertThat(uploads.tree(zip)).containsKeys("tasks/a", "__MACOSX/tasks/._a");
    }

    private void check() throws IOException {
        assertThat(uploads.extract(Path.of(upload()))).isInstanceOf(Extracted.class);
        assertThat(uploads.tree()).isEqualTo(expected);
    }

    private String upload() {
        return base.resolve("upload").toString();
    }

    private void run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(source.toFile());
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
