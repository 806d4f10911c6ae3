package org.platformnetwork.termexecutor.client;

import java.net.URLClassLoader;

/** Tells a command from a start of the service, and starts it. */
public final class CommandLauncher {

    private CommandLauncher() {}

    /** Without arguments the service starts: its settings are environment variables. */
    public static boolean isMeantBy(String[] arguments) {
        return arguments.length > 0;
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
