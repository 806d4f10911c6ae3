package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.hotkey.Mnemonic;
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
    private final CommandContext commandContext;

    KeysCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            description = "Makes a key and prints its words, its seed and its address.")
    int create(
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "a new hotkey file for the secret, which is not printed")
                    @Nullable Path output,
            @Option(
                            names = "--words",
                            paramLabel = "N",
                            defaultValue = "12",
                            description = "12, 15, 18, 21 or 24 words")
                    int words)
            throws IOException, CommandFailure {
        if (!Mnemonic.LENGTHS.contains(words)) {
            throw new CommandFailure(ExitCode.USAGE, "A mnemonic has 12, 15, 18, 21 or 24 words.");
        }
        var entropy = new byte[words / 3 * Integer.BYTES];
        RANDOM.nextBytes(entropy);
        var mnemonic = Mnemonic.ofEntropy(entropy);
        if (output == null) {
            printer.line("words      " + mnemonic.phrase());
            printer.line("seed       0x" + HexFormat.of().formatHex(mnemonic.miniSecret()));
        } else {
            write(output, mnemonic);
        }
        print(KeyPair.fromMiniSecret(mnemonic.miniSecret()));
        return ExitCode.OK.code();
    }

    private static void write(Path file, Mnemonic mnemonic) throws IOException, CommandFailure {
        try {
            KeyFile.write(file, mnemonic);
        } catch (FileAlreadyExistsException _) {
            throw new CommandFailure(
                    ExitCode.USAGE, file + " exists already; a key is never written over.");
        }
    }

    @Command(
            name = "inspect",
            mixinStandardHelpOptions = true,
            description = "Prints the address and the public key of a secret key.")
    int inspect(
            @Mixin KeyOption key,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException, CommandFailure {
        var pair = key.key(commandContext);
        if (json) {
            printer.json(
                    "{\"address\":\"%s\",\"public_key\":\"%s\"}"
                            .formatted(pair.hotkey().address(), publicKey(pair)));
        } else {
            print(pair);
        }
        return ExitCode.OK.code();
    }

    private void print(KeyPair key) {
        printer.line("address    " + key.hotkey().address());
        printer.line("public key " + publicKey(key));
    }

    private static String publicKey(KeyPair key) {
        return "0x" + HexFormat.of().formatHex(key.publicKey().toByteArray());
    }
}
