package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.TermExecutorApplication;

/** A command as a process of its own, in a pipe or in a pseudo-terminal of {@code script}. */
final class ToolProcess implements AutoCloseable {

    private final Process process;
    private final StringWriter output = new StringWriter();
    private final Thread reader;

    private ToolProcess(List<String> line, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(line);
            builder.environment().keySet().removeIf(name -> name.equals("NO_COLOR"));
            builder.environment().put("TERM", "xterm");
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = Thread.ofVirtual().start(this::read);
    }

    static ToolProcess atTerminal(Map<String, String> environment, String... arguments) {
        // Java minds no Ctrl-C where it inherits that this is ignored, as from a shell's
        // background.
        var script = List.of("script", "-qec", commandLine(arguments), "/dev/null");
        var line = new ArrayList<>(List.of("env", "--default-signal"));
        line.addAll(script);
        return new ToolProcess(line, environment);
    }

    static ToolProcess inPipe(Map<String, String> environment, String... arguments) {
        return inShell(environment, commandLine(arguments) + " 2>&1");
    }

    /** What a shell makes of a script in which {@link #commandLine} may stand. */
    static ToolProcess inShell(Map<String, String> environment, String script) {
        return new ToolProcess(List.of("bash", "-c", script), environment);
    }

    static String commandLine(String... arguments) {
        var words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TermExecutorApplication.class.getName()));
        words.addAll(List.of(arguments));
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    /** What it printed so far. */
    String output() {
        return output.toString();
    }

    void press(char key) throws IOException {
        process.getOutputStream().write(key);
        process.getOutputStream().flush();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running: " + output);
        }
        reader.join();
        return process.exitValue();
    }

    private void read() {
        try (var in = process.inputReader(StandardCharsets.UTF_8)) {
            for (int c = in.read(); c >= 0; c = in.read()) {
                output.write(c);
            }
        } catch (IOException e) {
            output.write(e.toString());
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
