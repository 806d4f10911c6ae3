package org.platformnetwork.termexecutor.attestation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code term-executor verify FILE}: checks a kept answer of {@code GET /verify} without a network
 * and without the service.
 */
public final class VerifyCommand {

    public static final String NAME = "verify";

    private static final String USAGE =
            """
            Usage: verify FILE [--key PUBLIC_KEY]
            FILE is an answer of GET /verify/{batch_id}, - the standard input.
            PUBLIC_KEY is the one at GET /instance of the executor that shall have signed it.\
            """;

    private VerifyCommand() {}

    /** What was asked for. */
    private record Request(String file, @Nullable VerifyingKey key) {}

    /**
     * Checks and prints.
     *
     * @return the program's exit code: 0 for a genuine verdict, summed up on the standard output; 1
     *     for one that is not, with one sentence on the standard error; 2 for a wrong command line
     *     or a file that cannot be read
     */
    public static int run(List<String> arguments) {
        return run(arguments, System.in);
    }

    static int run(List<String> arguments, InputStream standardInput) {
        Request request;
        try {
            request = parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        byte[] answer;
        try (var in = request.file().equals("-") ? standardInput : open(request.file())) {
            answer = in.readNBytes(StrictJson.MAX_BYTES + 1);
        } catch (IOException | InvalidPathException _) {
            System.err.println("The file cannot be read.");
            return 2;
        }
        return switch (VerdictCheck.of(answer, request.key())) {
            case VerdictCheck.Refused(var reason) -> {
                System.err.println("Not genuine: " + reason);
                yield 1;
            }
            case VerdictCheck.Genuine(var document) -> {
                System.out.print(VerdictSummary.of(document));
                System.out.println(signer(document, request.key()));
                yield 0;
            }
        };
    }

    private static InputStream open(String file) throws IOException {
        return Files.newInputStream(Path.of(file));
    }

    private static Request parse(List<String> arguments) {
        String file = null;
        VerifyingKey key = null;
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            var argument = rest.remove();
            if (argument.equals("--key") && key == null && !rest.isEmpty()) {
                key = new VerifyingKey(rest.remove());
            } else if (file == null && (argument.equals("-") || !argument.startsWith("-"))) {
                file = argument;
            } else {
                throw new IllegalArgumentException(USAGE);
            }
        }
        if (file == null) {
            throw new IllegalArgumentException(USAGE);
        }
        return new Request(file, key);
    }

    private static String signer(VerdictDocument document, @Nullable VerifyingKey expected) {
        return expected == null
                ? """
                Genuine, signed by %s.
                Whose key that is, it cannot say itself: compare it with the public_key at /instance of the
                executor that you trust, or name that with --key.\
                """
                        .formatted(document.instance())
                : "Genuine, signed by the expected key.";
    }
}
