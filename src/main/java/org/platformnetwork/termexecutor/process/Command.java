package org.platformnetwork.termexecutor.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.platformnetwork.termexecutor.process.ProcessMarkers.RunMark;

/**
 * What to run, within which limits; the child sees exactly {@code environment} and one marker
 * variable, because the service's own environment holds secrets.
 *
 * @param arguments the program and its arguments; a program without a slash is looked up in the
 *     {@code PATH} of {@code environment}
 * @param directory where it starts
 * @param environment all that it inherits
 * @param timeout after which it is killed at once
 * @param outputLimit bytes of output that are kept
 */
public record Command(
        List<String> arguments,
        Path directory,
        Map<String, String> environment,
        Duration timeout,
        int outputLimit,
        Confinement confinement) {

    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(directory);
        require(!arguments.isEmpty() && !arguments.getFirst().isEmpty(), "a program is needed");
        require(arguments.stream().noneMatch(Command::hasNul), "an argument contains NUL");
        environment.forEach(Command::requireVariable);
        require(timeout.isPositive(), "the timeout must be positive");
        require(outputLimit >= 0, "the output limit must not be negative");
    }

    /** A command that nothing holds. */
    public Command(
            List<String> arguments,
            Path directory,
            Map<String, String> environment,
            Duration timeout,
            int outputLimit) {
        this(arguments, directory, environment, timeout, outputLimit, Confinement.NONE);
    }

    String program() {
        return arguments.getFirst();
    }

    private static void requireVariable(String name, String value) {
        require(!name.isEmpty() && name.indexOf('=') < 0, "a variable has an impossible name");
        require(!hasNul(name) && !hasNul(value), "a variable contains NUL");
        require(!name.equals(RunMark.VARIABLE), "the run's marker is not the caller's to set");
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * Hears the beginning of a command's output while it arrives: the first half of what is kept,
     * since no one knows yet what of the rest will be left out. It is called on the thread that
     * empties the pipe, so whoever takes its time here stops the command.
     */
    @FunctionalInterface
    public interface OutputListener {

        OutputListener NONE = (bytes, offset, length) -> {};

        /** The next bytes; the array is used again afterwards. */
        void output(byte[] bytes, int offset, int length);
    }
}
