package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.task.TestFile;

/**
 * Lays hidden test files over whatever stands at their paths. The agent has been there: a link or a
 * file where a directory belongs is taken away first, so nothing outside the repository is written.
 */
final class TestFileWriter {

    private final Path repository;
    private final Consumer<Path> remover;

    /**
     * @param remover takes away a file, a link or a whole tree without following links
     */
    TestFileWriter(Path repository, Consumer<Path> remover) {
        this.repository = repository;
        this.remover = remover;
    }

    void write(TestFile file) throws IOException {
        var target = repository.resolve(file.path());
        var directory = repository;
        for (var segment : Path.of(file.path())) {
            var next = directory.resolve(segment);
            if (next.equals(target)) {
                break;
            }
            if (!Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
                remover.accept(next);
                Files.createDirectory(next);
            }
            directory = next;
        }
        remover.accept(target);
        try (var in = file.open()) {
            Files.copy(in, target);
        }
    }
}
