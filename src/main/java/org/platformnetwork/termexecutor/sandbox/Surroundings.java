package org.platformnetwork.termexecutor.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every command of a task finds around itself, at whatever level. */
final class Surroundings {

    private Surroundings() {}

    /** Nothing of the service's own environment; pip installs below HOME where it must. */
    static Map<String, String> environment(
            SandboxCommand command, Path home, Path temporary, String path) {
        var environment = new HashMap<>(command.environment());
        environment.put("PATH", home.resolve(".local/bin") + ":" + path);
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", temporary.toString());
        environment.put("USER", "task");
        environment.put("LOGNAME", "task");
        environment.put("LANG", "C.UTF-8");
        return environment;
    }

    /** Through env(1), so that a directory or a program that is missing is an exit code. */
    static List<String> startIn(Path directory, SandboxCommand command, Bounds bounds) {
        var arguments = new ArrayList<>(bounds.asUser());
        arguments.addAll(List.of("env", "--chdir=" + directory, "--"));
        arguments.addAll(command.arguments());
        return arguments;
    }
}
