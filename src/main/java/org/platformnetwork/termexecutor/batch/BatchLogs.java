package org.platformnetwork.termexecutor.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The logs of all batches, a file each in {@code DATA_DIR/logs}. */
@Component
final class BatchLogs {

    private final Path directory;
    private final BatchSettings settings;

    @Autowired
    BatchLogs(DataDirectory data, BatchSettings settings) {
        this(data.path().resolve("logs"), settings);
    }

    BatchLogs(Path directory, BatchSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    BatchLog of(BatchId id) {
        return new BatchLog(directory.resolve(id.toString()), settings.maxLog().toBytes());
    }

    /** The batches that have a log, as their ids are written. */
    Set<String> names() {
        if (Files.notExists(directory)) {
            return Set.of();
        }
        try (var files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> BatchId.parse(name).isPresent())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
