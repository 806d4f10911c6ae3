package org.platformnetwork.termexecutor.sandbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.springframework.stereotype.Component;

/**
 * Runs the commands of a task: in its repository, with an environment that holds nothing of the
 * service's own but {@code PATH}, and nothing left running afterwards.
 */
@Component
public final class Sandbox {

    static final String PATH =
            Objects.requireNonNullElse(System.getenv("PATH"), "/usr/local/bin:/usr/bin:/bin");

    private final SandboxSettings settings;
    private final ProcessRunner runner;

    Sandbox(SandboxSettings settings, ProcessRunner runner) {
        this.settings = settings;
        this.runner = runner;
    }

    /** The level in force. */
    public Isolation isolation() {
        return Isolation.PROCESS;
    }

    /**
     * Runs one command to its end.
     *
     * @param directory where it starts, relative to the repository; empty for the repository itself
     * @param arguments the program, found on {@code PATH}, and its arguments
     * @param environment what the command gets besides {@code PATH}, {@code HOME}, {@code TMPDIR}
     *     and {@code LANG}
     */
    public Outcome run(
            TaskWorkspace workspace,
            String directory,
            List<String> arguments,
            Map<String, String> environment,
            Duration timeout) {
        var complete = new HashMap<>(environment);
        complete.put("PATH", PATH);
        complete.put("HOME", workspace.home().toString());
        complete.put("TMPDIR", workspace.temporary().toString());
        complete.put("LANG", "C.UTF-8");
        return runner.run(
                new Command(
                        arguments,
                        workspace.repository().resolve(directory),
                        complete,
                        timeout,
                        (int) settings.maxOutput().toBytes(),
                        workspace.root()));
    }
}
