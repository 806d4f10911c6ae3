package org.platformnetwork.termexecutor.submission;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.archive.ArchiveStore;
import org.platformnetwork.termexecutor.archive.Extraction;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.consensus.ConsensusManager;
import org.platformnetwork.termexecutor.consensus.ConsensusManager.Checked;
import org.platformnetwork.termexecutor.consensus.VoteResult;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
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
        @Nullable Checked checked = null;
        while (true) {
            if (checked == null && !consensus.isKnown(hash)) {
                checked = check(upload, concurrentTasks);
            }
            var result = count(voter, hash, checked, upload);
            // Known when asked, gone when voted: its votes have just expired.
            if (!(result instanceof VoteResult.Unknown)) {
                return result;
            }
        }
    }

    private VoteResult count(Hotkey voter, ArchiveHash hash, @Nullable Checked checked, Path upload)
            throws IOException {
        try (var _ = archives.hold()) {
            if (checked != null) {
                archives.keep(upload, hash);
            }
            return consensus.vote(hash, voter, whitelist.validators(), checked);
        }
    }

    /** Counts a vote for an archive that was voted for before, without its bytes. */
    VoteResult voteAgain(Hotkey voter, ArchiveHash hash, int concurrentTasks) {
        try (var _ = archives.hold()) {
            var checked =
                    archives.holds(hash)
                            ? batches.taskCount(hash)
                                    .map(tasks -> new Checked(tasks, concurrentTasks))
                                    .orElse(null)
                            : null;
            return consensus.vote(hash, voter, whitelist.validators(), checked);
        }
    }

    private Checked check(Path upload, int concurrentTasks) throws IOException {
        var directory = workspaces.newUpload();
        try {
            return switch (extractor.extract(upload, directory)) {
                case Extraction.Refused refused -> throw extractionFailed(refused.reason());
                case Extraction.Extracted extracted ->
                        switch (ArchiveContent.read(directory)) {
                            case ArchiveContent.Unusable unusable ->
                                    throw extractionFailed(unusable.reason());
                            case ArchiveContent.Complete complete ->
                                    new Checked(complete.tasks().size(), concurrentTasks);
                        };
            };
        } finally {
            workspaces.remove(directory);
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
