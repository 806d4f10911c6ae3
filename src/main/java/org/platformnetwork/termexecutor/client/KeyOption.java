package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * Where a secret key comes from: a file, else the environment, else the wallet that Bittensor's own
 * tools take, else the person; never the command line, which everyone on the machine can read.
 */
final class KeyOption {

    static final String VARIABLE = "TERM_EXECUTOR_SEED";

    private static final String STANDARD_INPUT = "-";

    @ArgGroup private @Nullable Place place;

    /** A file or a wallet. */
    static final class Place {
        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description =
                        "a file (- is the standard input) with a seed, a mnemonic's words or a "
                                + "Bittensor hotkey; else the variable "
                                + VARIABLE
                                + ", else the "
                                + "default wallet if there is one, else asked for")
        private @Nullable Path file;

        @ArgGroup(exclusive = false)
        private @Nullable Wallet wallet;
    }

    /** Named as Bittensor's own tools name it; their variables count too. */
    static final class Wallet {
        @Option(
                names = {"--wallet", "--wallet-name"},
                paramLabel = "NAME",
                description = "a Bittensor wallet; else the variable BT_WALLET_NAME, else default")
        private @Nullable String name;

        @Option(
                names = "--hotkey",
                paramLabel = "NAME",
                description = "its hotkey; else the variable BT_WALLET_HOTKEY, else default")
        private @Nullable String hotkey;

        @Option(
                names = "--wallet-path",
                paramLabel = "DIR",
                description =
                        "where wallets are; else the variable BT_WALLET_PATH, else "
                                + "~/.bittensor/wallets")
        private @Nullable String path;

        Path file(Map<String, String> environment) {
            return wallets(environment)
                    .resolve(first(name, environment.get("BT_WALLET_NAME")))
                    .resolve("hotkeys")
                    .resolve(first(hotkey, environment.get("BT_WALLET_HOTKEY")));
        }

        private Path wallets(Map<String, String> environment) {
            var home = environment.getOrDefault("HOME", "");
            var named = path == null ? environment.get("BT_WALLET_PATH") : path;
            if (named == null || named.isEmpty()) {
                return Path.of(home, ".bittensor", "wallets");
            }
            return Path.of(named.startsWith("~/") ? home + named.substring(1) : named);
        }

        private static String first(@Nullable String option, @Nullable String variable) {
            var named = option == null ? variable : option;
            return named == null || named.isEmpty() ? "default" : named;
        }
    }

    KeyPair key(CommandContext commandContext) throws IOException, CommandFailure {
        var environment = commandContext.environment();
        if (place != null && place.file != null) {
            return place.file.toString().equals(STANDARD_INPUT)
                    ? KeyFile.read(commandContext.input())
                    : KeyFile.read(place.file);
        }
        if (place != null && place.wallet != null) {
            return KeyFile.read(place.wallet.file(environment));
        }
        var secret = environment.get(VARIABLE);
        if (secret != null && !secret.isBlank()) {
            return KeyFile.parse(secret);
        }
        var usual = new Wallet().file(environment);
        if (Files.exists(usual)) {
            return KeyFile.read(usual);
        }
        secret = commandContext.prompt().ask("Seed or mnemonic: ");
        if (secret == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "No key: name --wallet NAME or --key-file FILE, or set the variable "
                            + VARIABLE
                            + ".");
        }
        return KeyFile.parse(secret);
    }
}
