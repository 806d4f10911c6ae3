package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.hotkey.Mnemonic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

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
                    int words,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException, CommandFailure {
        if (!Mnemonic.LENGTHS.contains(words)) {
            throw new CommandFailure(ExitCode.USAGE, "A mnemonic has 12, 15, 18, 21 or 24 words.");
        }
        var entropy = new byte[words / 3 * Integer.BYTES];
        RANDOM.nextBytes(entropy);
        var mnemonic = Mnemonic.ofEntropy(entropy);
        var shown = new LinkedHashMap<String, String>();
        if (output == null) {
            shown.put("words", mnemonic.phrase());
            shown.put("seed", "0x" + HexFormat.of().formatHex(mnemonic.miniSecret()));
        } else {
            write(output, mnemonic);
        }
        print(shown, KeyPair.fromMiniSecret(mnemonic.miniSecret()), json);
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
        print(new LinkedHashMap<>(), key.key(commandContext), json);
        return ExitCode.OK.code();
    }

    private void print(Map<String, String> shown, KeyPair key, boolean json) {
        shown.put("address", key.hotkey().address());
        shown.put("public_key", "0x" + HexFormat.of().formatHex(key.publicKey().toByteArray()));
        if (json) {
            printer.json(JsonMapper.shared().writeValueAsString(shown));
        } else {
            shown.forEach((name, value) ->
                    printer.line("%-10s %s".formatted(name.replace('_', ' '), value)));
        }
    }
}
