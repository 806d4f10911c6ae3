package org.platformnetwork.termexecutor.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One command of a task.
 *
 * @param arguments the program, found on {@code PATH}, and its arguments
 * @param directory where it starts, relative to the repository; empty for the repository itself
 * @param environment what it gets besides {@code PATH}, {@code HOME}, {@code TMPDIR}, {@code USER}
 *     and {@code LANG}
 * @param network whether it may reach anything outside; how much of it, {@link Reach} says
 */
public record SandboxCommand(
        List<String> arguments,
        String directory,
        Map<String, String> environment,
        Duration timeout,
        boolean network) {

    public SandboxCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
