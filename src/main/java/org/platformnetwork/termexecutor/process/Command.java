package org.platformnetwork.termexecutor.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * @param ownedDirectory a directory that no other process may work in, so that whatever was started
 *     since and is found below it is killed too; null when the command shares its directory
 * @param filter which system calls it may make, with no right gained from a file's mode
 *     (PR_SET_NO_NEW_PRIVS); null for all
 */
public record Command(
        List<String> arguments,
        Path directory,
        Map<String, String> environment,
        Duration timeout,
        int outputLimit,
        @Nullable Path ownedDirectory,
        @Nullable SystemCallFilter filter) {

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

    /** A command that shares its directory with others. */
    public Command(
            List<String> arguments,
            Path directory,
            Map<String, String> environment,
            Duration timeout,
            int outputLimit) {
        this(arguments, directory, environment, timeout, outputLimit, null, null);
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
}
