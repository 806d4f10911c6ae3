package org.platformnetwork.termexecutor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs short scripts with the tools of the machine, as someone outside the service would. */
public final class Shell {

    private Shell() {}

    /**
     * Runs a script in bash and returns what it printed.
     *
     * @throws IllegalStateException with the output when it fails
     */
    public static String run(Path directory, String script, String... arguments) {
        var line = new ArrayList<>(List.of("bash", "-euc", script, "bash"));
        line.addAll(List.of(arguments));
        try {
            var process =
                    new ProcessBuilder(line)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
