package org.platformnetwork.termexecutor.batch;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Every batch the service knows; results stay readable for the session's life after their end. */
@Component
public final class Batches {

    private final ConcurrentMap<BatchId, Batch> batches = new ConcurrentHashMap<>();
    private final BatchSettings settings;
    private final InstantSource clock;

    Batches(BatchSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** A new batch, waiting for votes. */
    public Batch open(BatchId id, ArchiveHash hash, int totalTasks, int concurrentTasks) {
        var batch = new Batch(id, hash, totalTasks, concurrentTasks, clock);
        batches.put(id, batch);
        return batch;
    }

    public Optional<Batch> find(BatchId id) {
        return Optional.ofNullable(batches.get(id));
    }

    /** The batch of this archive that has not ended, if there is one. */
    public Optional<Batch> live(ArchiveHash hash) {
        return batches.values().stream()
                .filter(batch -> batch.archiveHash().equals(hash))
                .filter(batch -> !batch.state().status().isTerminal())
                .findFirst();
    }

    /** The newest batch of this archive. */
    public Optional<Batch> latest(ArchiveHash hash) {
        return batches.values().stream()
                .filter(batch -> batch.archiveHash().equals(hash))
                .max(Comparator.comparing(Batch::createdAt));
    }

    /** The archives of all batches but those that ended before they began. */
    public Set<ArchiveHash> archives() {
        return batches.values().stream()
                .filter(batch ->
                        !batch.state().status().isTerminal() || batch.state().startedAt() != null)
                .map(Batch::archiveHash)
                .collect(Collectors.toSet());
    }

    /** All batches, newest first. */
    public List<Batch> all() {
        return batches.values().stream()
                .sorted(Comparator.comparing(Batch::createdAt).reversed())
                .toList();
    }

    /** Forgets the batches that ended longer ago than results are kept. */
    @Scheduled(fixedDelayString = "PT30S")
    public void reap() {
        var oldest = clock.instant().minus(settings.sessionTtl());
        batches.values()
                .removeIf(batch -> {
                    var end = batch.state().finishedAt();
                    return end != null && end.isBefore(oldest);
                });
    }
}
