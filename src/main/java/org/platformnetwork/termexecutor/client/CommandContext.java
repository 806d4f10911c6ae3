package org.platformnetwork.termexecutor.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.concurrent.Sleeper;

/**
 * What a command finds around it, so that tests can give it another.
 *
 * @param environment the variables of the process
 * @param input the standard one
 * @param interactive whether a person sits at a terminal: only then are there colours and bars
 */
public record CommandContext(
        Map<String, String> environment,
        boolean interactive,
        Prompt prompt,
        InputStream input,
        InstantSource clock,
        Sleeper pause) {

    public CommandContext {
        environment = Map.copyOf(environment);
    }

    /** Asks the person for a secret without showing it; null when there is no one to ask. */
    @FunctionalInterface
    interface Prompt {
        @Nullable String ask(String question);
    }

    // Error Prone holds that Java 25 always has a console; without a terminal it has none.
    @SuppressWarnings("SystemConsoleNull")
    static CommandContext ofThisProcess() {
        var console = System.console();
        boolean interactive = console != null && console.isTerminal();
        return new CommandContext(
                System.getenv(),
                interactive,
                question -> {
                    var answer =
                            console != null && interactive
                                    ? console.readPassword("%s", question)
                                    : null;
                    return answer == null ? null : new String(answer);
                },
                new FileInputStream(FileDescriptor.in),
                InstantSource.system(),
                Thread::sleep);
    }

    /** As the convention at no-color.org: any value that is not empty. */
    public boolean hasColours() {
        return canRedraw() && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Whether the terminal knows more than lines of text. */
    public boolean canRedraw() {
        return interactive && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** What a person reads in their own encoding; a program gets UTF-8 whatever the locale. */
    PrintWriter writer(FileDescriptor stream) {
        var charset =
                interactive
                        ? Charset.forName(System.getProperty("stdout.encoding", "UTF-8"))
                        : StandardCharsets.UTF_8;
        return new PrintWriter(new FileOutputStream(stream), true, charset);
    }
}
