package org.platformnetwork.termexecutor.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.task.TaskId;
import org.springframework.stereotype.Component;

/**
 * Counts the votes to cancel what validators agreed on: as many are needed as for the start, or as
 * would be needed for a start now, whichever is less. A vote counts while its hotkey is a
 * validator.
 */
@Component
public final class CancellationVoting {

    private final ConsensusSettings settings;
    private final AtomicLong votes = new AtomicLong();

    CancellationVoting(ConsensusSettings settings) {
        this.settings = settings;
    }

    /**
     * The votes to cancel one thing.
     *
     * @param task null for the whole batch
     * @param voters addresses of those that are validators now
     */
    public record Count(@Nullable TaskId task, Set<String> voters, int required) {

        public Count {
            voters = Set.copyOf(voters);
        }

        public int votes() {
            return voters.size();
        }

        public boolean isReached() {
            return votes() >= required;
        }
    }

    /**
     * Keeps a vote.
     *
     * @param task null for the whole batch
     * @param validators the whitelist now
     */
    public Count vote(Batch batch, @Nullable TaskId task, Hotkey voter, Set<Hotkey> validators) {
        if (!batch.state().cancellation().voters(task).contains(voter.address())) {
            batch.voteToCancel(task, voter.address());
            votes.incrementAndGet();
        }
        return count(batch.state(), task, validators);
    }

    /** What is voted on and still runs or waits, the whole batch before its tasks. */
    public List<Count> open(BatchState state, Set<Hotkey> validators) {
        if (state.status().isTerminal() || state.isEnding()) {
            return List.of();
        }
        var counts = new ArrayList<Count>();
        counts.add(count(state, null, validators));
        var voted = state.cancellation().tasks();
        state.tasks().stream()
                .filter(task -> voted.contains(task.id()))
                .filter(task -> !task.status().isTerminal() && !task.run().cancelled())
                .forEach(task -> counts.add(count(state, task.id(), validators)));
        counts.removeIf(count -> count.votes() == 0);
        return counts;
    }

    private Count count(BatchState state, @Nullable TaskId task, Set<Hotkey> validators) {
        var addresses =
                validators.stream().map(Hotkey::address).collect(Collectors.toUnmodifiableSet());
        var voters =
                state.cancellation().voters(task).stream()
                        .filter(addresses::contains)
                        .collect(Collectors.toUnmodifiableSet());
        int now = settings.required(validators.size());
        var tally = state.tally();
        return new Count(task, voters, tally == null ? now : Math.min(tally.required(), now));
    }

    /** How many votes to cancel came since the start. */
    public long votes() {
        return votes.get();
    }
}
