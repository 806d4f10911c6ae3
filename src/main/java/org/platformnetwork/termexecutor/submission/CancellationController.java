package org.platformnetwork.termexecutor.submission;

import jakarta.servlet.http.HttpServletRequest;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchLookup;
import org.platformnetwork.termexecutor.consensus.CancellationVoting;
import org.platformnetwork.termexecutor.consensus.ConsensusManager;
import org.platformnetwork.termexecutor.consensus.ConsensusManager.Withdrawal;
import org.platformnetwork.termexecutor.execution.Executor;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.submission.auth.Authenticator;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.whitelist.ValidatorWhitelist;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code DELETE}: while votes are collected a validator takes its own back; what validators agreed
 * on ends when as many of them want that. 202 while votes are missing or something still has to
 * end, 200 when nothing does; what has ended already is not changed.
 */
@RestController
final class CancellationController {

    private static final String REASON = "Validators cancelled the batch.";

    private final Authenticator authenticator;
    private final BatchLookup lookup;
    private final ConsensusManager consensus;
    private final CancellationVoting ballots;
    private final ValidatorWhitelist whitelist;
    private final Executor executor;

    CancellationController(
            Authenticator authenticator,
            BatchLookup lookup,
            ConsensusManager consensus,
            CancellationVoting ballots,
            ValidatorWhitelist whitelist,
            Executor executor) {
        this.authenticator = authenticator;
        this.lookup = lookup;
        this.consensus = consensus;
        this.ballots = ballots;
        this.whitelist = whitelist;
        this.executor = executor;
    }

    @DeleteMapping("/batch/{id}")
    ResponseEntity<Ending> batch(@PathVariable String id, HttpServletRequest request) {
        var voter = authenticator.authenticateWithoutBody(request);
        var batch = lookup.batch(id);
        return answer(batch.state().isPending() ? withdraw(batch, voter) : cancel(batch, voter));
    }

    private Ending withdraw(Batch batch, Hotkey voter) {
        return switch (consensus.withdraw(batch, voter, whitelist.validators())) {
            case Withdrawal.Withdrawn(var left) -> Ending.Withdrawn.of(batch, left);
            case Withdrawal.Ended _ -> Ending.OfBatch.of(batch);
            case Withdrawal.NotAVoter _ ->
                    throw new ApiException(
                            ErrorCode.NOT_A_VOTER,
                            "Votes for this batch are being collected, and none is this hotkey's.");
            // The last vote that was missing has come in between.
            case Withdrawal.Closed _ -> cancel(batch, voter);
        };
    }

    private Ending cancel(Batch batch, Hotkey voter) {
        var state = batch.state();
        if (!state.status().isTerminal() && !state.isEnding()) {
            var count = ballots.vote(batch, null, voter, whitelist.validators());
            if (!count.isReached()) {
                return Ending.Voted.of(batch, count);
            }
            executor.cancel(batch, REASON, count.voters());
        }
        return Ending.OfBatch.of(batch);
    }

    /**
     * @param path the task's id behind one slash; it may hold slashes itself, encoded or not
     */
    @DeleteMapping("/batch/{id}/task/{*path}")
    ResponseEntity<Ending> task(
            @PathVariable String id, @PathVariable String path, HttpServletRequest request) {
        var voter = authenticator.authenticateWithoutBody(request);
        var batch = lookup.batch(id);
        var task = lookup.task(batch, path);
        if (!task.status().isTerminal() && !task.run().cancelled() && !batch.state().isEnding()) {
            var count = ballots.vote(batch, task.id(), voter, whitelist.validators());
            if (!count.isReached()) {
                return answer(Ending.Voted.of(batch, count));
            }
            executor.cancel(batch, task.id(), count.voters());
        }
        return answer(Ending.OfTask.of(batch, task.id()));
    }

    private static ResponseEntity<Ending> answer(Ending ending) {
        return ResponseEntity.status(ending.hasEnded() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .body(ending);
    }
}
