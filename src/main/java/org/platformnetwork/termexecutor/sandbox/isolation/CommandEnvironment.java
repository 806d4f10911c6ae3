package org.platformnetwork.termexecutor.sandbox.isolation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/**
 * What every command of a task finds around itself, at whatever level. Programs that a task put
 * into its HOME are found by the command and not before: what makes the sandbox may be root.
 *
 * @param home the command's HOME
 * @param temporary its TMPDIR
 * @param user the name of the user that it runs as
 * @param path the system's programs, which no task can write
 * @param image the container image that holds the command's programs; null for the machine's own
 */
record CommandEnvironment(
        Path home, Path temporary, String user, String path, @Nullable ImageRoot image) {

    /** Needs no more of an image than a shell. */
    private static final String START_IN_IMAGE =
            """
            cd -- "$1" || exit 125
            if [ "$2" != 0 ]; then ulimit -u "$2" 2>/dev/null || ulimit -p "$2" || exit 125; fi
            export PATH="$3"
            shift 3
            exec "$@"
            """;

    /** One whose programs are the machine's. */
    CommandEnvironment(Path home, Path temporary, String user, String path) {
        this(home, temporary, user, path, null);
    }

    /** Nothing of the service's own environment. */
    Map<String, String> environment(SandboxCommand command) {
        var environment = new HashMap<String, String>();
        if (image != null) {
            environment.putAll(image.environment());
        }
        var language = environment.getOrDefault("LANG", "C.UTF-8");
        environment.putAll(command.environment());
        environment.put("PATH", path);
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", temporary.toString());
        environment.put("USER", user);
        environment.put("LOGNAME", user);
        environment.put("LANG", language);
        return environment;
    }

    /**
     * Through env(1), so that a directory or a program that is missing is an exit code; pip
     * installs below HOME where it must.
     */
    List<String> startIn(Path directory, SandboxCommand command, CommandLimits commandLimits) {
        var arguments = new ArrayList<String>();
        var processes = Integer.toString(commandLimits.processes());
        var ownPath = home.resolve(".local/bin") + ":" + path;
        if (image != null) {
            arguments.addAll(List.of("/bin/sh", "-c", START_IN_IMAGE, "sh"));
            arguments.addAll(List.of(directory.toString(), processes, ownPath));
        } else {
            if (commandLimits.processes() > 0) {
                arguments.addAll(List.of("prlimit", "--nproc=" + processes, "--"));
            }
            arguments.addAll(List.of("env", "--chdir=" + directory, "--", "PATH=" + ownPath));
        }
        arguments.addAll(command.arguments());
        return arguments;
    }
}
