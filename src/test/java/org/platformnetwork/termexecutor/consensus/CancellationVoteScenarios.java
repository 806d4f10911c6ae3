package org.platformnetwork.termexecutor.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.consensus.CancellationVoting.Count;
import org.platformnetwork.termexecutor.task.TaskId;

/** What holds of votes to cancel, in whatever database. */
abstract class CancellationVoteScenarios {

    private final String databaseUrl;
    private @TempDir Path directory;
    private Ballot ballot;

    CancellationVoteScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        ballot = new Ballot(directory.resolve("data"), databaseUrl, 5, 100);
    }

    @AfterEach
    void close() {
        ballot.close();
    }

    private static final TaskId TASK = new TaskId("owner/name-7");
    private static final TaskId OTHER = new TaskId("other");

    @Test
    void asManyCancelAsStarted() {
        var batch = running();

        assertThat(vote(batch, null, 0).votes()).isOne();
        assertThat(vote(batch, null, 0).votes()).as("one vote for each").isOne();
        assertThat(vote(batch, null, 1).isReached()).isFalse();
        var reached = vote(batch, null, 4);

        assertThat(reached.required()).isEqualTo(3);
        assertThat(reached.isReached()).isTrue();
        assertThat(reached.voters())
                .containsExactlyInAnyOrder("validator-0", "validator-1", "validator-4");
    }

    @Test
    void fewerAreEnoughWhenFewerWouldStartIt() {
        var batch = running();
        ballot.validators = Ballot.hotkeys(20);
        assertThat(vote(batch, null, 0).required()).as("as at the start").isEqualTo(3);

        ballot.validators = Ballot.hotkeys(3);

        assertThat(vote(batch, null, 0).required()).isEqualTo(2);
        assertThat(vote(batch, null, 1).isReached()).isTrue();
    }

    @Test
    void votesCountWhileTheirHotkeyIsAValidator() {
        var batch = running();
        ballot.validators = Ballot.hotkeys(6);
        vote(batch, null, 5);
        vote(batch, null, 0);
        ballot.validators = Ballot.hotkeys(5);

        assertThat(vote(batch, null, 1).votes()).isEqualTo(2);
        assertThat(open(batch)).extracting(Count::votes).containsExactly(2);

        ballot.validators = Ballot.hotkeys(6);
        assertThat(vote(batch, null, 1).isReached()).isTrue();
    }

    @Test
    void batchAndTasksAreCountedApart() {
        var batch = running();
        vote(batch, null, 0);
        vote(batch, TASK, 1);
        vote(batch, OTHER, 2);

        assertThat(vote(batch, TASK, 0).voters())
                .containsExactlyInAnyOrder("validator-0", "validator-1");
        assertThat(open(batch)).extracting(Count::task).containsExactly(null, TASK, OTHER);
        assertThat(open(batch)).extracting(Count::votes).containsExactly(1, 2, 1);
        assertThat(batch.state().cancelVotes()).as("nothing is cancelled").isNull();
    }

    @Test
    void votesOutliveTheServiceAndTheNumberStays() {
        var before = running();
        vote(before, null, 0);
        vote(before, null, 1);
        ballot.restart();
        var batch = ballot.again(before);
        assertThat(open(batch)).extracting(Count::votes).containsExactly(2);

        var reached = vote(batch, null, 2);
        assertThat(reached.isReached()).isTrue();
        batch.cancel("Enough.", reached.voters(), TaskResult.failed(FailureClass.CANCELLED, "end"));

        assertThat(batch.state().cancelVotes()).isEqualTo(3);
        assertThat(open(batch)).as("nothing is voted on any more").isEmpty();
        vote(batch, null, 3);
        batch.finish("Enough.");
        ballot.restart();
        assertThat(ballot.again(batch).state().cancelVotes()).isEqualTo(3);
    }

    @Test
    void waitingBatchIsCancelledByVotesToo() {
        var batch = agreed();
        vote(batch, null, 0);
        vote(batch, null, 1);
        var reached = vote(batch, null, 2);

        assertThat(batch.finish("Enough.", reached.voters())).isTrue();

        assertThat(batch.state().cancelVotes()).isEqualTo(3);
        ballot.restart();
        assertThat(ballot.again(batch).state()).isEqualTo(batch.state());
    }

    private Count vote(Batch batch, @Nullable TaskId task, int voter) {
        return ballot.cancellation().vote(batch, task, Ballot.hotkey(voter), ballot.validators);
    }

    private List<Count> open(Batch batch) {
        return ballot.cancellation().open(batch.state(), ballot.validators);
    }

    /** Three of five have agreed. */
    private Batch agreed() {
        for (int voter = 0; voter < 3; voter++) {
            ballot.vote(voter, 7);
        }
        return ballot.queued().getFirst();
    }

    private Batch running() {
        var batch = agreed();
        batch.start();
        batch.run(
                new BatchInputs("cafe", "process", "1", List.of()),
                List.of(TaskState.queued(TASK), TaskState.queued(OTHER)));
        return batch;
    }
}
