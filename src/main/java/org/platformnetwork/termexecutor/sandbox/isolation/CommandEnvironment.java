package org.platformnetwork.termexecutor.sandbox.isolation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/**
 * What every command of a task finds around itself, at whatever level. Programs that a task put
 * into its HOME are found by the command and not before: what makes the sandbox may be root.
 *
 * @param home the command's HOME
 * @param temporary its TMPDIR
 * @param user the name of the user that it runs as
 * @param path the system's programs, which no task can write
 */
record CommandEnvironment(Path home, Path temporary, String user, String path) {

    /** Nothing of the service's own environment. */
    Map<String, String> environment(SandboxCommand command) {
        var environment = new HashMap<>(command.environment());
        environment.put("PATH", path);
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", temporary.toString());
        environment.put("USER", user);
        environment.put("LOGNAME", user);
        environment.put("LANG", "C.UTF-8");
        return environment;
    }

    /**
     * Through env(1), so that a directory or a program that is missing is an exit code; pip
     * installs below HOME where it must.
     */
    List<String> startIn(Path directory, SandboxCommand command, CommandLimits commandLimits) {
        var arguments = new ArrayList<>(commandLimits.asUser());
        arguments.addAll(List.of("env", "--chdir=" + directory, "--"));
        arguments.add("PATH=" + home.resolve(".local/bin") + ":" + path);
        arguments.addAll(command.arguments());
        return arguments;
    }
}
