package org.platformnetwork.termexecutor.client;

import java.net.URLClassLoader;
import java.util.Set;

/** Tells a command from a start of the service, and starts it. */
public final class CommandLauncher {

    private static final Set<String> ABOUT = Set.of("--help", "-h", "--version", "-V");

    private CommandLauncher() {}

    /**
     * Whether these arguments name a command; without any, or with settings, the service starts.
     */
    public static boolean isMeantBy(String[] arguments) {
        return arguments.length > 0
                && (ABOUT.contains(arguments[0]) || !arguments[0].startsWith("--"));
    }

    /**
     * Runs one command.
     *
     * @return the program's exit code
     */
    public static int run(String[] arguments) throws ReflectiveOperationException {
        var here = CommandLauncher.class.getClassLoader();
        var loader =
                here instanceof URLClassLoader jars
                        ? new CommandClassLoader(jars.getURLs(), jars.getParent())
                        : here;
        Thread.currentThread().setContextClassLoader(loader);
        return (int)
                Class.forName(CommandLineTool.class.getName(), true, loader)
                        .getMethod("runInThisProcess", String[].class)
                        .invoke(null, (Object) arguments);
    }
}
