package org.platformnetwork.termexecutor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A small real git repository on disk. */
public final class TestRepository {

    private static final Map<String, String> IDENTITY =
            Map.of(
                    "GIT_AUTHOR_NAME", "Test",
                    "GIT_AUTHOR_EMAIL", "test@example.invalid",
                    "GIT_COMMITTER_NAME", "Test",
                    "GIT_COMMITTER_EMAIL", "test@example.invalid",
                    "GIT_CONFIG_GLOBAL", "/dev/null",
                    "GIT_CONFIG_NOSYSTEM", "1");

    private final Path directory;

    private TestRepository(Path directory) {
        this.directory = directory;
    }

    /** An empty repository with the branch {@code main}. */
    public static TestRepository create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var repository = new TestRepository(directory);
        repository.git("init", "--quiet", "--initial-branch=main");
        return repository;
    }

    /** A repository that is there already. */
    public static TestRepository open(Path directory) {
        return new TestRepository(directory);
    }

    public String url() {
        return "file://" + directory;
    }

    public Path directory() {
        return directory;
    }

    public String head() {
        return git("rev-parse", "HEAD");
    }

    /** Writes files, given as path and content in turn, commits them and returns the commit. */
    public String commit(String... pathsAndContents) {
        try {
            for (int i = 0; i < pathsAndContents.length; i += 2) {
                var file = directory.resolve(pathsAndContents[i]);
                Files.createDirectories(file.getParent());
                Files.writeString(file, pathsAndContents[i + 1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message=change");
        return head();
    }

    /** Runs git in the repository and returns what it printed. */
    public String git(String... arguments) {
        var line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(IDENTITY);
        try {
            var process = builder.start();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("git " + arguments[0] + ": " + output);
            }
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
