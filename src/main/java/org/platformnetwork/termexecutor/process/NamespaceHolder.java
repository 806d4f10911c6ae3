package org.platformnetwork.termexecutor.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that only holds what it made (namespaces, mounts) until it is closed. It has to end
 * when its stdin does, and so ends with this virtual machine, however that dies.
 */
public final class NamespaceHolder implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Process process;

    private NamespaceHolder(Process process) {
        this.process = process;
    }

    /**
     * Starts it and waits until it has written something: the sign that it holds.
     *
     * @throws IOException when it ends before, or writes nothing in time
     */
    public static NamespaceHolder start(
            List<String> arguments, Map<String, String> environment, Duration timeout)
            throws IOException {
        var builder =
                new ProcessBuilder(arguments)
                        .directory(Path.of("/").toFile())
                        .redirectError(Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var held = new NamespaceHolder(builder.start());
        var timer = CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        var tooLate = CompletableFuture.runAsync(held.process::destroyForcibly, timer);
        boolean holds = held.process.getInputStream().read() >= 0;
        tooLate.cancel(false);
        if (!holds) {
            held.close();
            throw new IOException("the namespace holder ended before it was ready");
        }
        return held;
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it; also works on an interrupted thread. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // It has ended already.
        }
        if (!Uninterruptible.await(
                TIMEOUT, left -> process.waitFor(left.toNanos(), TimeUnit.NANOSECONDS))) {
            process.destroyForcibly();
        }
    }
}
