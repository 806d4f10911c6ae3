package org.platformnetwork.termexecutor.process;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.platformnetwork.termexecutor.process.Outcome.TimedOut;

/** Runs a command whose timeout passes when a test wants it, however slow the machine is. */
final class TimeoutByHand {

    private final AtomicLong now = new AtomicLong();
    final ProcessRunner runner = new ProcessRunner(now::get);

    TimedOut runUntil(Command command, Callable<Boolean> ready) throws Exception {
        var run = new FutureTask<>(() -> runner.run(command));
        Thread.ofVirtual().start(run);
        await().until(ready);
        now.addAndGet(command.timeout().toNanos());
        return (TimedOut) run.get();
    }
}
