package org.platformnetwork.termexecutor.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.TermExecutorApplication;

/**
 * The program in a virtual machine of its own, as operators start it: what a service locks, and
 * whose process it is, differs between processes only.
 *
 * @param output of both streams
 */
record OwnProcess(int exitCode, String output) {

    /** An ordinary user with the rights that a user has on its own files: those of the tests. */
    static final List<String> AS_USER =
            List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--");

    /** The same, in a container that allows no namespaces. */
    static final List<String> AS_CONFINED_USER =
            List.of(
                    "unshare",
                    "--user",
                    "--map-user=1000",
                    "--map-group=1000",
                    "--keep-caps",
                    "--",
                    "sh",
                    "-c",
                    """
                    echo 0 >/proc/sys/user/max_user_namespaces &&
                      exec setpriv --ambient-caps=-all --inh-caps=-all -- "$@"
                    """,
                    "sh");

    /** Root as Docker has it. */
    static final List<String> AS_ROOT_OF_A_CONTAINER =
            List.of("setpriv", "--bounding-set=-sys_admin,-net_admin", "--");

    /**
     * Runs it to its end.
     *
     * @param before what the command line begins with
     * @param environment the settings, over the tests' own environment
     */
    static OwnProcess run(
            List<String> before, Map<String, String> environment, String... arguments) {
        var line = new ArrayList<>(before);
        line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        line.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(TermExecutorApplication.class.getName());
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("BITTENSOR_RPC", "off");
        builder.environment().put("PORT", "0");
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            try {
                process.getOutputStream().close();
                // It prints less than a pipe holds.
                process.waitFor(90, TimeUnit.SECONDS);
                return new OwnProcess(
                        process.exitValue(),
                        new String(process.getInputStream().readAllBytes(), UTF_8));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether processes can be started so here. */
    static boolean works(List<String> before) {
        var line = new ArrayList<>(before);
        line.add("true");
        try {
            return new ProcessBuilder(line)
                            .redirectErrorStream(true)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The line about something, and the fixes below it. */
    List<String> about(String subject) {
        var lines = output.lines().toList();
        var found = new ArrayList<String>();
        for (var line : lines) {
            if (line.matches("  \\S+ +" + subject + "  .*")) {
                found.add(line.strip());
            } else if (!found.isEmpty()) {
                if (!line.strip().startsWith("-> ")) {
                    break;
                }
                found.add(line.strip());
            }
        }
        return found;
    }
}
