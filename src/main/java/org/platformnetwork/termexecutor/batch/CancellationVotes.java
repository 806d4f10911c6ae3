package org.platformnetwork.termexecutor.batch;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * The votes to cancel a batch that validators agreed on, or tasks of it. A batch and each of its
 * tasks are counted apart: a null task stands for the whole batch.
 */
public record CancellationVotes(Set<Vote> all) {

    static final CancellationVotes NONE = new CancellationVotes(Set.of());

    /**
     * One vote.
     *
     * @param task what it is for; null for the whole batch
     * @param hotkey the voter's address
     * @param counted whether it is one of those that led to the cancellation
     */
    public record Vote(@Nullable TaskId task, String hotkey, boolean counted) {

        boolean isFor(@Nullable TaskId subject) {
            return task == null ? subject == null : task.equals(subject);
        }
    }

    public CancellationVotes {
        all = Set.copyOf(all);
    }

    /** The tasks that at least one vote is for. */
    public Set<TaskId> tasks() {
        return all.stream()
                .flatMap(vote -> Stream.ofNullable(vote.task()))
                .collect(Collectors.toSet());
    }

    /** The addresses of those who voted. */
    public Set<String> voters(@Nullable TaskId task) {
        return votes(task).map(Vote::hotkey).collect(Collectors.toUnmodifiableSet());
    }

    /** How many votes led to the cancellation; null when votes did not. */
    @Nullable Integer counted(@Nullable TaskId task) {
        int counted = (int) votes(task).filter(Vote::counted).count();
        return counted == 0 ? null : counted;
    }

    private Stream<Vote> votes(@Nullable TaskId task) {
        return all.stream().filter(vote -> vote.isFor(task));
    }

    CancellationVotes with(@Nullable TaskId task, String hotkey) {
        return voters(task).contains(hotkey)
                ? this
                : of(Stream.concat(all.stream(), Stream.of(new Vote(task, hotkey, false))));
    }

    /** Those of these voters have led to the cancellation. */
    CancellationVotes counting(@Nullable TaskId task, Set<String> voters) {
        return of(
                all.stream()
                        .map(vote ->
                                vote.isFor(task) && voters.contains(vote.hotkey())
                                        ? new Vote(task, vote.hotkey(), true)
                                        : vote));
    }

    private static CancellationVotes of(Stream<Vote> votes) {
        return new CancellationVotes(votes.collect(Collectors.toSet()));
    }
}
