package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A secret key as people keep it: {@code 0x} and 64 hex digits, or a Bittensor hotkey file, JSON
 * with {@code secretSeed} and {@code ss58Address}. No message repeats any of it.
 */
final class KeyFile {

    private static final int MAX_BYTES = 64 * 1024;
    private static final Pattern SEED = Pattern.compile("(?:0x)?([0-9a-fA-F]{64})");

    private KeyFile() {}

    /** Reads either form. */
    static KeyPair read(Path file) throws IOException, CommandFailure {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES);
        }
        var text = new String(bytes, StandardCharsets.UTF_8).strip();
        return text.startsWith("{") ? fromJson(text) : fromSeed(text);
    }

    /** Reads a seed; surrounding space does not matter. */
    static KeyPair fromSeed(String text) throws CommandFailure {
        var seed = SEED.matcher(text.strip());
        if (!seed.matches()) {
            throw unusable("The key is no seed: 0x and 64 hexadecimal digits.");
        }
        return KeyPair.fromMiniSecret(HexFormat.of().parseHex(seed.group(1)));
    }

    /**
     * Writes a new hotkey file that only its owner can read.
     *
     * @throws java.nio.file.FileAlreadyExistsException rather than losing an older key
     */
    static void write(Path file, byte[] seed) throws IOException {
        var key = KeyPair.fromMiniSecret(seed);
        var publicKey = "0x" + HexFormat.of().formatHex(key.publicKey().toByteArray());
        var json = JsonMapper.shared().createObjectNode();
        json.put("accountId", publicKey);
        json.put("publicKey", publicKey);
        json.put("secretSeed", "0x" + HexFormat.of().formatHex(seed));
        json.put("ss58Address", key.hotkey().address());
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, json.toString() + "\n", StandardOpenOption.WRITE);
    }

    private static KeyPair fromJson(String text) throws CommandFailure {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(text);
        } catch (JacksonException _) {
            throw unusable("The key file is no valid JSON.");
        }
        if (!json.path("secretSeed").isString()) {
            throw unusable(
                    "The key file has no secretSeed; a coldkey or one with a password is no"
                            + " hotkey, and a mnemonic alone is not read.");
        }
        var key = fromSeed(json.path("secretSeed").asString());
        var address = json.path("ss58Address");
        if (address.isString() && !address.asString().equals(key.hotkey().address())) {
            throw unusable("The key file's ss58Address is not the address of its secretSeed.");
        }
        return key;
    }

    private static CommandFailure unusable(String message) {
        return new CommandFailure(ExitCode.UNUSABLE, message);
    }
}
