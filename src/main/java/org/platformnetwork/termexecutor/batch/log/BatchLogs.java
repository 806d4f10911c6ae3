package org.platformnetwork.termexecutor.batch.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchSettings;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The logs of all batches, a file each in {@code DATA_DIR/logs}; together they have a limit. */
@Component
public final class BatchLogs {

    private final Path directory;
    private final long limit;
    private final long total;

    @Autowired
    BatchLogs(DataDirectory data, BatchSettings settings) {
        this(data.path().resolve("logs"), settings);
    }

    BatchLogs(Path directory, BatchSettings settings) {
        this.directory = directory;
        this.total = settings.maxTotalLog().toBytes();
        this.limit = Math.min(settings.maxLog().toBytes(), total);
    }

    private record LogFile(String name, long size, long lastModified) {}

    /**
     * The log of a batch.
     *
     * @param isLive whether a batch, by its id as it is written, has not ended
     */
    public BatchLog of(BatchId id, Predicate<String> isLive) {
        return new BatchLog(directory.resolve(id.toString()), limit, () -> makeRoom(isLive));
    }

    /** For one more log, however long it will be: the logs of those that ended first go. */
    private void makeRoom(Predicate<String> isLive) {
        var files = files();
        long excess = files.stream().mapToLong(LogFile::size).sum() + limit - total;
        for (var file : files) {
            if (excess > 0 && !isLive.test(file.name())) {
                delete(file.name());
                excess -= file.size();
            }
        }
    }

    /** Those that were written to last come last. */
    private List<LogFile> files() {
        return names().stream()
                .map(name -> {
                    var file = directory.resolve(name).toFile();
                    return new LogFile(name, file.length(), file.lastModified());
                })
                .sorted(Comparator.comparingLong(LogFile::lastModified))
                .toList();
    }

    /** The batches that have a log, as their ids are written. */
    public Set<String> names() {
        try (var files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> BatchId.parse(name).isPresent())
                    .collect(Collectors.toSet());
        } catch (NoSuchFileException _) {
            return Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void delete(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
