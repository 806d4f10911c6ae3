package org.platformnetwork.termexecutor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Commands for tests, and a look at which processes carry a token on their command line. */
final class Scripts {

    static final Duration LONG = Duration.ofSeconds(60);
    static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", System.getenv("PATH"), "HOME", "/nonexistent");

    private Scripts() {}

    static Command bash(Path directory, Duration timeout, String script, String... arguments) {
        return bash(directory, timeout, 1 << 20, script, arguments);
    }

    static Command bash(
            Path directory, Duration timeout, int limit, String script, String... arguments) {
        var all =
                Stream.concat(Stream.of("bash", "-c", script, "bash"), Stream.of(arguments))
                        .toList();
        return new Command(all, directory, ENVIRONMENT, timeout, limit);
    }

    static Command python(Path directory, Duration timeout, String script, String... arguments) {
        var all = Stream.concat(Stream.of("python3", "-c", script), Stream.of(arguments)).toList();
        return new Command(all, directory, ENVIRONMENT, timeout, 1 << 20);
    }

    static String token() {
        return "token-" + UUID.randomUUID();
    }

    static List<String> processesWith(String token) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(
                            entry -> Character.isDigit(entry.getFileName().toString().charAt(0)))
                    .map(Scripts::commandLine)
                    .filter(line -> line.contains(token))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asked of each thread, since the first may have ended before the others. */
    private static String commandLine(Path entry) {
        String[] threads = entry.resolve("task").toFile().list();
        return Stream.of(threads == null ? new String[0] : threads)
                .map(thread -> read(entry.resolve("task").resolve(thread).resolve("cmdline")))
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
