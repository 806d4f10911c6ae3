package org.platformnetwork.termexecutor.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.process.Command.OutputListener;

/**
 * One command of a task.
 *
 * @param arguments the program, found on {@code PATH}, and its arguments
 * @param directory where it starts, relative to the repository; empty for the repository itself
 * @param environment what it gets besides {@code PATH}, {@code HOME}, {@code TMPDIR}, {@code USER}
 *     and {@code LANG}
 * @param timeout doubled once when others have slowed it down ({@link MachineLoad#isContended})
 * @param network whether it may reach anything outside; how much of it, {@code Reach} says
 * @param listener hears what it prints
 * @param ofService whether it is the service's own and finds the machine's programs, also where the
 *     task's commands are in a container image, which it sees at {@link #IMAGE} then
 */
public record SandboxCommand(
        List<String> arguments,
        String directory,
        Map<String, String> environment,
        Duration timeout,
        boolean network,
        OutputListener listener,
        boolean ofService) {

    /** Where commands of the service see the root of a task's image. */
    public static final Path IMAGE = Path.of("/image");

    public SandboxCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** One without a listener. */
    public SandboxCommand(
            List<String> arguments,
            String directory,
            Map<String, String> environment,
            Duration timeout,
            boolean network) {
        this(arguments, directory, environment, timeout, network, OutputListener.NONE, false);
    }

    /** The same with another time limit. */
    SandboxCommand within(Duration other) {
        return new SandboxCommand(
                arguments, directory, environment, other, network, listener, ofService);
    }

    /** The same, while someone hears what it prints. */
    public SandboxCommand heardBy(OutputListener other) {
        return new SandboxCommand(
                arguments, directory, environment, timeout, network, other, ofService);
    }

    /** The same with the machine's programs, whatever the task's are. */
    public SandboxCommand byService() {
        return new SandboxCommand(
                arguments, directory, environment, timeout, network, listener, true);
    }
}
