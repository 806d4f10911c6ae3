package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import picocli.CommandLine.Option;

/**
 * Where a secret key comes from: a file, else the environment, else the person; never the command
 * line, which everybody on the machine can read.
 */
final class KeyOption {

    static final String VARIABLE = "TERM_EXECUTOR_SEED";

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = {
                "a Bittensor hotkey file (~/.bittensor/wallets/NAME/hotkeys/NAME), or a file with",
                "a seed; else the variable " + VARIABLE + ", else asked for"
            })
    private @Nullable Path file;

    KeyPair key(Surroundings surroundings) throws IOException, CommandFailure {
        if (file != null) {
            return KeyFile.read(file);
        }
        var seed = surroundings.environment().get(VARIABLE);
        if (seed == null || seed.isBlank()) {
            seed = surroundings.prompt().ask("Seed (0x and 64 hexadecimal digits): ");
        }
        if (seed == null) {
            throw new CommandFailure(
                    ExitCode.UNUSABLE,
                    "No key: name --key-file FILE, or set the variable " + VARIABLE + ".");
        }
        return KeyFile.fromSeed(seed);
    }
}
