package org.platformnetwork.termexecutor.submission;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.archive.ArchiveStore;
import org.platformnetwork.termexecutor.archive.Extraction;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.consensus.ConsensusManager;
import org.platformnetwork.termexecutor.consensus.VoteResult;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.whitelist.ValidatorWhitelist;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Turns an uploaded archive into a vote. An archive seen for the first time is extracted and read
 * at once, so that a bad one is refused before anybody agrees on it.
 */
@Service
class SubmissionService {

    private final ArchiveExtractor extractor;
    private final Workspaces workspaces;
    private final Batches batches;
    private final ConsensusManager consensus;
    private final ArchiveStore archives;
    private final ValidatorWhitelist whitelist;

    SubmissionService(
            ArchiveExtractor extractor,
            Workspaces workspaces,
            Batches batches,
            ConsensusManager consensus,
            ArchiveStore archives,
            ValidatorWhitelist whitelist) {
        this.extractor = extractor;
        this.workspaces = workspaces;
        this.batches = batches;
        this.consensus = consensus;
        this.archives = archives;
        this.whitelist = whitelist;
    }

    /**
     * Counts the vote of a validator.
     *
     * @param upload the archive's file; taken over when it opens a batch, else left to the caller
     * @throws ApiException when the archive cannot be evaluated
     */
    VoteResult vote(Hotkey voter, ArchiveHash hash, Path upload, int concurrentTasks)
            throws IOException {
        @Nullable Supplier<Batch> opener = null;
        while (true) {
            if (opener == null && !consensus.isKnown(hash)) {
                opener = checked(hash, upload, concurrentTasks);
            }
            var result = consensus.vote(hash, voter, whitelist.validators(), opener);
            // Known when asked, gone when voted: its votes have just expired.
            if (!(result instanceof VoteResult.Unknown)) {
                return result;
            }
        }
    }

    /** Counts a vote for an archive that was voted for before, without its bytes. */
    VoteResult voteAgain(Hotkey voter, ArchiveHash hash, int concurrentTasks) {
        var earlier = batches.latest(hash).filter(batch -> archives.holds(hash));
        @Nullable Supplier<Batch> opener =
                earlier.<Supplier<Batch>>map(batch ->
                                () ->
                                        batches.open(
                                                BatchId.random(),
                                                hash,
                                                batch.state().totalTasks(),
                                                concurrentTasks))
                        .orElse(null);
        return consensus.vote(hash, voter, whitelist.validators(), opener);
    }

    private Supplier<Batch> checked(ArchiveHash hash, Path upload, int concurrentTasks)
            throws IOException {
        var directory = workspaces.newUpload();
        try {
            int tasks =
                    switch (extractor.extract(upload, directory)) {
                        case Extraction.Refused refused -> throw extractionFailed(refused.reason());
                        case Extraction.Extracted extracted ->
                                switch (ArchiveContent.read(directory)) {
                                    case ArchiveContent.Unusable unusable ->
                                            throw extractionFailed(unusable.reason());
                                    case ArchiveContent.Complete complete ->
                                            complete.tasks().size();
                                };
                    };
            return () -> open(hash, upload, tasks, concurrentTasks);
        } finally {
            workspaces.remove(directory);
        }
    }

    /** Known before its archive is kept, so that the archive is not taken for nobody's. */
    private Batch open(ArchiveHash hash, Path upload, int tasks, int concurrentTasks) {
        var batch = batches.open(BatchId.random(), hash, tasks, concurrentTasks);
        try {
            archives.keep(upload, hash);
            return batch;
        } catch (IOException e) {
            batch.finish("The archive could not be kept.");
            throw StoreUnavailableException.of(e);
        }
    }

    /** Removes the archives of batches that are forgotten. */
    @Scheduled(fixedDelayString = "PT30S")
    void reap() throws IOException {
        archives.retain(batches::archives);
    }

    private static ApiException extractionFailed(String reason) {
        return new ApiException(ErrorCode.EXTRACTION_FAILED, reason);
    }
}
