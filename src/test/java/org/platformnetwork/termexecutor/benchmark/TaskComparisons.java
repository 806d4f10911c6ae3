package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.Durations;
import org.platformnetwork.termexecutor.benchmark.Row.Sample;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Batches of small tasks, against a script that does the same with eight at once. */
final class TaskComparisons {

    /** Clones, runs the agent, takes its change to a clone of its own and tests it there. */
    private static final String BY_HAND =
            """
            set -eu
            work=$(mktemp -d)
            trap 'rm -rf "$work"' EXIT
            one() {
                git clone -q "$1" "$2/a$4"; cd "$2/a$4"; bash -c "$3"; git diff >"$2/p$4"
                git clone -q "$1" "$2/b$4"; cd "$2/b$4"; git apply "$2/p$4"; bash -c 'grep -q b a.txt'
            }
            export -f one
            seq "$3" | xargs -P 8 -I {} bash -ec 'one "$@"' one "$1" "$work" "$2" {}
            """;

    private final KeyPair validator;
    private final TestRepository repository;

    TaskComparisons(KeyPair validator, Path directory) {
        this.validator = validator;
        this.repository = TestRepository.create(directory);
        repository.commit("a.txt", "a\n");
    }

    /** What a task costs beside its own commands, once it was prepared. */
    Row trivial(MeasuredService service, String level, int tasks, int rounds)
            throws IOException, InterruptedException {
        run(service, tasks, "");
        return row(service, tasks, rounds, "%d trivial tasks, %s".formatted(tasks, level), "");
    }

    /** Whether tasks that wait run side by side. */
    Row waiting(MeasuredService service, String level, int tasks, int rounds)
            throws IOException, InterruptedException {
        var what = "%d tasks that wait for 1 s, %s".formatted(tasks, level);
        return row(service, tasks, rounds, what, "sleep 1; ");
    }

    private Row row(MeasuredService service, int tasks, int rounds, String what, String before)
            throws IOException, InterruptedException {
        var line =
                List.of(
                        "bash",
                        "-c",
                        BY_HAND,
                        "by-hand",
                        repository.url(),
                        before + "echo b >a.txt",
                        Integer.toString(tasks));
        return Row.inTurn(
                rounds,
                false,
                what,
                () -> perBatch(run(service, tasks, before), tasks),
                "the same commands by xargs -P 8",
                () -> perBatch(MeasuredService.byHand(line), tasks));
    }

    /** The time of the batch, and the processor time of a task. */
    private static Sample perBatch(Sample batch, int tasks) {
        return new Sample(batch.seconds(), batch.cpuSeconds() / tasks);
    }

    private Sample run(MeasuredService service, int tasks, String before)
            throws IOException, InterruptedException {
        var archive = archive(tasks, before);
        return service.during(() -> {
            long began = System.nanoTime();
            var id = service.client().submit(validator, archive).text("batch_id");
            Awaitility.await("the batch ends")
                    .atMost(Durations.FIVE_MINUTES)
                    .pollInterval(Durations.ONE_HUNDRED_MILLISECONDS)
                    .until(() -> isOver(service, id, tasks));
            return new Sample((System.nanoTime() - began) / 1e9, Double.NaN);
        });
    }

    private static boolean isOver(MeasuredService service, String id, int tasks) {
        var batch = service.client().get("/batch/" + id + "?outputs=false").json();
        if (batch.path("status").asString().equals("completed")
                && batch.path("passed_tasks").asInt() != tasks) {
            throw new IllegalStateException(batch.toString());
        }
        return batch.path("finished_at").isString();
    }

    private byte[] archive(int tasks, String before) {
        var agent = "%secho b >a.txt # %s\n".formatted(before, UUID.randomUUID());
        var archive = TestArchive.withAgent("agent.sh", agent);
        for (int i = 0; i < tasks; i++) {
            archive.task("t" + i, repository, "grep -q b a.txt\n");
        }
        return archive.zip();
    }
}
