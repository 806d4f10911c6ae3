package org.platformnetwork.termexecutor.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds small upload archives: files by path, zipped in the order they were added. */
public final class TestArchive {

    /** The same for every entry, so that the same files always make the same archive. */
    private static final LocalDateTime SOME_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** An archive with one agent and no task. */
    public static TestArchive withAgent(String entry, String code) {
        return new TestArchive().file("agent_code/" + entry, code);
    }

    public TestArchive file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public TestArchive file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    /** A task in dialect A with one test script. */
    public TestArchive task(String name, TestRepository repository, String testScript) {
        return file(
                        "tasks/%s/workspace.yaml".formatted(name),
                        "repo: %s\nversion: v1\nbase_commit: %s\n"
                                .formatted(repository.url(), repository.head()))
                .file("tasks/%s/prompt.md".formatted(name), "Fix it.\n")
                .file("tasks/%s/tests/test_1.sh".formatted(name), testScript);
    }

    /** Writes the files below a directory, as extraction would, and returns the directory. */
    public Path layOut(Path directory) {
        try {
            for (var file : files.entrySet()) {
                var target = directory.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    public byte[] zip() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                var entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(SOME_TIME);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
