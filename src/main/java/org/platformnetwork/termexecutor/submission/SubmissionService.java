package org.platformnetwork.termexecutor.submission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.archive.ArchiveStore;
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
 * at once, so that a bad one is refused before anyone agrees on it.
 */
@Service
class SubmissionService {

    /** Each costs a processor, and the disk what the archive unpacks to. */
    private static final int CHECKS_AT_ONCE = 2;

    private final ArchiveExtractor extractor;
    private final Workspaces workspaces;
    private final Batches batches;
    private final ConsensusManager consensus;
    private final ArchiveStore archives;
    private final ValidatorWhitelist whitelist;
    private final FairTurns checks = new FairTurns(CHECKS_AT_ONCE);

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
        var result = count(voter, hash, null, upload);
        if (!(result instanceof VoteResult.Unknown)) {
            return result;
        }
        var refusal = consensus.refusal(voter, Files.size(upload), whitelist.validators());
        if (refusal != null) {
            return refusal;
        }
        var checked = checks.call(voter, () -> check(upload, concurrentTasks));
        // Not while archives are held, where removal and then everyone would wait for it.
        archives.sync(upload);
        return count(voter, hash, checked, upload);
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
    VoteResult voteAgain(Hotkey voter, ArchiveHash hash, int concurrentTasks) throws IOException {
        try (var _ = archives.hold()) {
            @Nullable Checked checked = null;
            var tasks = batches.taskCount(hash);
            if (archives.holds(hash) && tasks.isPresent()) {
                long bytes = Files.size(archives.path(hash));
                checked = new Checked(bytes, tasks.get(), concurrentTasks);
            }
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
                                    new Checked(
                                            Files.size(upload),
                                            complete.tasks().size(),
                                            concurrentTasks);
                        };
            };
        } finally {
            workspaces.remove(directory);
        }
    }

    /** Removes the archives of batches that are forgotten, soon: evicted ones make room. */
    @Scheduled(fixedDelayString = "PT5S")
    void reap() throws IOException {
        archives.retain(batches::archives);
    }

    private static ApiException extractionFailed(String reason) {
        return new ApiException(ErrorCode.EXTRACTION_FAILED, reason);
    }
}
