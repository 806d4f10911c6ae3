package org.platformnetwork.termexecutor.process;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.platformnetwork.termexecutor.process.ProcessResult.TimedOut;
import org.platformnetwork.termexecutor.testing.ManualClock;

/** Runs a command whose timeout passes when a test wants it, however slow the machine is. */
final class TimeoutByHand {

    private final ManualClock clock = new ManualClock();
    final ProcessRunner runner = new ProcessRunner(clock::nanoTime);

    TimedOut runUntil(Command command, Callable<Boolean> ready) throws Exception {
        var run = new FutureTask<>(() -> runner.run(command));
        Thread.ofVirtual().start(run);
        await().until(ready);
        clock.advance(command.timeout());
        return (TimedOut) run.get();
    }
}
