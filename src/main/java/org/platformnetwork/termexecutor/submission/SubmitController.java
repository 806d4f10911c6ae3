package org.platformnetwork.termexecutor.submission;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.archive.ArchiveStore;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.consensus.ConsensusManager;
import org.platformnetwork.termexecutor.consensus.VoteResult;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings;
import org.platformnetwork.termexecutor.submission.auth.Authenticator;
import org.platformnetwork.termexecutor.submission.auth.Authenticator.AuthenticatedRequest;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** {@code POST /submit}: authenticate, check the query, and only then read the body. */
@RestController
final class SubmitController {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("0*[1-9][0-9]{0,99}");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Authenticator authenticator;
    private final UploadReader uploads;
    private final SubmissionService submissions;
    private final ArchiveStore archives;
    private final ConsensusManager consensus;
    private final PipelineSettings settings;
    private final UploadSlots slots = new UploadSlots();

    SubmitController(
            Authenticator authenticator,
            UploadReader uploads,
            SubmissionService submissions,
            ArchiveStore archives,
            ConsensusManager consensus,
            PipelineSettings settings) {
        this.authenticator = authenticator;
        this.uploads = uploads;
        this.submissions = submissions;
        this.archives = archives;
        this.consensus = consensus;
        this.settings = settings;
    }

    @PostMapping("/submit")
    @ResponseStatus(HttpStatus.ACCEPTED)
    SubmitResponse submit(HttpServletRequest request) throws IOException {
        var authenticatedRequest = authenticator.authenticate(request);
        int concurrentTasks = concurrentTasks(request);
        if (!slots.enter(authenticatedRequest.hotkey())) {
            throw new ApiException(
                    ErrorCode.TOO_MANY_PENDING,
                    "This hotkey sends %d archives already, which is the most it may at once."
                            .formatted(UploadSlots.EACH),
                    RETRY_AFTER);
        }
        try {
            return submit(request, authenticatedRequest, concurrentTasks);
        } finally {
            slots.leave(authenticatedRequest.hotkey());
        }
    }

    private SubmitResponse submit(
            HttpServletRequest request,
            AuthenticatedRequest authenticatedRequest,
            int concurrentTasks)
            throws IOException {
        var signed = authenticatedRequest.archive();
        var upload = archives.newUpload();
        try {
            var hash = uploads.read(request, upload);
            if (signed != null && !signed.equals(hash)) {
                throw new ApiException(
                        ErrorCode.ARCHIVE_HASH_MISMATCH,
                        "The archive is not the one of X-Archive-Sha256.");
            }
            return answer(
                    submissions.vote(authenticatedRequest.hotkey(), hash, upload, concurrentTasks));
        } catch (ApiException e) {
            if (signed == null || e.code() != ErrorCode.MISSING_ARCHIVE) {
                throw e;
            }
            return answer(
                    submissions.voteAgain(authenticatedRequest.hotkey(), signed, concurrentTasks));
        } finally {
            Files.deleteIfExists(upload);
        }
    }

    private SubmitResponse answer(VoteResult result) {
        return switch (result) {
            case VoteResult.Pending(var batch, var tally, boolean repeated) ->
                    SubmitResponse.pending(
                            batch,
                            tally,
                            consensus.votesUntil(batch.createdAt()),
                            repeated ? "This hotkey has voted for this archive before." : null);
            case VoteResult.Reached(var batch, var tally) ->
                    SubmitResponse.reached(batch, tally, null);
            case VoteResult.Underway(var batch) -> {
                var tally = batch.state().tally();
                yield SubmitResponse.reached(
                        batch,
                        tally == null ? new Tally(0, 0, 0) : tally,
                        "This archive is being evaluated already.");
            }
            case VoteResult.Busy busy ->
                    throw new ApiException(
                            ErrorCode.BUSY,
                            "Enough validators agree, but the queue is full; the votes stay.",
                            RETRY_AFTER);
            case VoteResult.QuotaReached(int quota) ->
                    throw new ApiException(
                            ErrorCode.TOO_MANY_PENDING,
                            "This hotkey has %d archives that no other validator voted for, which is the most it may; withdraw a vote or try again later."
                                    .formatted(quota),
                            RETRY_AFTER);
            case VoteResult.TooManyPending full ->
                    throw new ApiException(
                            ErrorCode.TOO_MANY_PENDING,
                            "Too many archives are collecting votes; try again later.",
                            RETRY_AFTER);
            case VoteResult.Unknown unknown ->
                    throw new ApiException(
                            ErrorCode.UNKNOWN_ARCHIVE,
                            "The service does not hold this archive; upload it.");
        };
    }

    /** From the query string alone: the servlet's own parameters would read a form's body. */
    private int concurrentTasks(HttpServletRequest request) {
        var query = UriComponentsBuilder.newInstance().query(request.getQueryString()).build();
        var values = query.getQueryParams().get("concurrent_tasks");
        if (values == null) {
            return settings.maxConcurrentTasks();
        }
        var value = String.valueOf(values.getFirst());
        if (values.size() == 1 && WHOLE_NUMBER.matcher(value).matches()) {
            return new BigInteger(value)
                    .min(BigInteger.valueOf(settings.maxConcurrentTasks()))
                    .intValueExact();
        }
        throw new ApiException(
                ErrorCode.INVALID_PARAMETER, "concurrent_tasks must be a positive integer.");
    }
}
