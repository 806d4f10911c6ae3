package org.platformnetwork.termexecutor.attestation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code term-executor verify FILE}: checks a kept answer of {@code GET /verify} without a network
 * and without the service.
 */
@Command(
        name = VerifyCommand.NAME,
        mixinStandardHelpOptions = true,
        description = "Checks a kept answer of GET /verify, offline.",
        footer =
                "Exit code: 0 genuine, 1 not genuine, 2 wrong usage or a file that cannot be read.")
public final class VerifyCommand implements Callable<Integer> {

    public static final String NAME = "verify";

    /** Nothing in a document may steer the terminal. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final InputStream standardInput;

    @Parameters(
            paramLabel = "FILE",
            description = "an answer of GET /verify/{batch_id}; - is the standard input")
    private String file = "";

    @Option(
            names = "--key",
            paramLabel = "PUBLIC_KEY",
            converter = KeyConverter.class,
            description = "public_key at /instance of the executor that must have signed it")
    private @Nullable VerifyingKey key;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    public VerifyCommand() {
        this(System.in);
    }

    private VerifyCommand(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    private static final class KeyConverter implements ITypeConverter<VerifyingKey> {
        @Override
        public VerifyingKey convert(String hex) {
            try {
                return new VerifyingKey(hex);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Runs it as a command line of its own. */
    public static int run(List<String> arguments) {
        return run(arguments, System.in);
    }

    static int run(List<String> arguments, InputStream standardInput) {
        return new CommandLine(new VerifyCommand(standardInput))
                .execute(arguments.toArray(String[]::new));
    }

    /**
     * Checks and prints.
     *
     * @return the program's exit code: 0 for a genuine verdict, summed up on the standard output; 1
     *     for one that is not, with one sentence on the standard error; 2 for a file that cannot be
     *     read
     */
    @Override
    public Integer call() {
        byte[] answer;
        try (var in = file.equals("-") ? standardInput : Files.newInputStream(Path.of(file))) {
            answer = in.readNBytes(StrictJson.MAX_BYTES + 1);
        } catch (IOException | InvalidPathException _) {
            System.err.println("The file cannot be read.");
            return 2;
        }
        return switch (VerdictCheck.of(answer, key)) {
            case VerdictCheck.Refused(var reason) -> {
                if (json) {
                    print(Map.of("genuine", false, "reason", reason));
                } else {
                    System.err.println("Not genuine: " + reason);
                }
                yield 1;
            }
            case VerdictCheck.Genuine(var document) -> {
                if (json) {
                    print(Map.of("genuine", true, "document", document.json()));
                } else {
                    System.out.print(VerdictSummary.of(document));
                    System.out.println(signer(document, key));
                }
                yield 0;
            }
        };
    }

    private static void print(Map<String, ?> answer) {
        System.out.println(JSON.writeValueAsString(answer));
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
