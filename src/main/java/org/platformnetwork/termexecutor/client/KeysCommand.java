package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keys}: a new secret key, or the address of one. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes and shows sr25519 keys.")
final class KeysCommand {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Printer printer;
    private final Surroundings surroundings;

    KeysCommand(Printer printer, Surroundings surroundings) {
        this.printer = printer;
        this.surroundings = surroundings;
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Makes a key and prints its seed and address.")
    int create(
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "a new hotkey file for the seed, which is not printed")
                    @Nullable Path output)
            throws IOException {
        var seed = new byte[KeyPair.MINI_SECRET_LENGTH];
        RANDOM.nextBytes(seed);
        if (output == null) {
            printer.line("seed       0x" + HexFormat.of().formatHex(seed));
        } else {
            KeyFile.write(output, seed);
        }
        print(KeyPair.fromMiniSecret(seed));
        return ExitCode.OK.code();
    }

    @Command(
            name = "inspect",
            mixinStandardHelpOptions = true,
            description = "Prints the address and the public key of a secret key.")
    int inspect(@Mixin KeyOption key) throws IOException, CommandFailure {
        print(key.key(surroundings));
        return ExitCode.OK.code();
    }

    private void print(KeyPair key) {
        printer.line("address    " + key.hotkey().address());
        printer.line("public key 0x" + HexFormat.of().formatHex(key.publicKey().toByteArray()));
    }
}
