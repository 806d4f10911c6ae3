package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.hotkey.Mnemonic;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A secret key as people keep it: {@code 0x} and 64 hex digits, the words of a mnemonic, or a
 * hotkey file as Bittensor's wallets write it. No message repeats any of it.
 */
final class KeyFile {

    private static final int MAX_BYTES = 64 * 1024;
    private static final Pattern SEED = Pattern.compile("(?:0x)?([0-9a-fA-F]{64})");

    /** How files begin that Bittensor's wallets encrypted, in the order of their history. */
    private static final List<String> ENCRYPTED = List.of("gAAAAA", "$ANSIBLE_VAULT", "$NACL");

    /** The number of sr25519 in {@code cryptoType}; files without it are older and sr25519. */
    private static final int SR25519 = 1;

    private KeyFile() {}

    /** Reads any form. */
    static KeyPair read(Path file) throws IOException, CommandFailure {
        try (var in = Files.newInputStream(file)) {
            return read(in);
        } catch (NoSuchFileException _) {
            throw unusable("There is no key file " + file + ".");
        } catch (AccessDeniedException _) {
            throw unusable("The key file " + file + " is not yours to read.");
        }
    }

    /** Reads any form to its end. */
    static KeyPair read(InputStream in) throws IOException, CommandFailure {
        return parse(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
    }

    /** Reads any form; surrounding space does not matter. */
    static KeyPair parse(String content) throws CommandFailure {
        var text = content.strip();
        if (ENCRYPTED.stream().anyMatch(text::startsWith)) {
            throw unusable(
                    "The key file is encrypted. Hotkeys are not, unless one asks for it: write it"
                            + " again without a password, or take its mnemonic.");
        }
        if (text.startsWith("{")) {
            return fromJson(text);
        }
        return text.contains(" ") || text.contains("\n") ? fromWords(text) : fromSeed(text);
    }

    /**
     * Writes a new hotkey file that only its owner can read.
     *
     * @throws FileAlreadyExistsException rather than losing an older key
     */
    static void write(Path file, Mnemonic mnemonic) throws IOException {
        var seed = mnemonic.miniSecret();
        var key = KeyPair.fromMiniSecret(seed);
        var publicKey = "0x" + HexFormat.of().formatHex(key.publicKey().toByteArray());
        var json = JsonMapper.shared().createObjectNode();
        json.put("accountId", publicKey);
        json.put("publicKey", publicKey);
        json.put("secretPhrase", mnemonic.phrase());
        json.put("secretSeed", "0x" + HexFormat.of().formatHex(seed));
        json.put("ss58Address", key.hotkey().address());
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, json.toString() + "\n", StandardOpenOption.WRITE);
    }

    private static KeyPair fromSeed(String text) throws CommandFailure {
        var seed = SEED.matcher(text);
        if (!seed.matches()) {
            throw unusable(
                    "The key is invalid: a seed is 0x and 64 hexadecimal digits, a mnemonic 12 to"
                            + " 24 words, a hotkey file JSON.");
        }
        return KeyPair.fromMiniSecret(HexFormat.of().parseHex(seed.group(1)));
    }

    private static KeyPair fromWords(String text) throws CommandFailure {
        try {
            return KeyPair.fromMiniSecret(Mnemonic.parse(text).miniSecret());
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    private static KeyPair fromJson(String text) throws CommandFailure {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(text);
        } catch (JacksonException _) {
            throw unusable("The key file is not valid JSON.");
        }
        if (json.path("cryptoType").asInt(SR25519) != SR25519) {
            throw unusable("The key file's cryptoType is not sr25519.");
        }
        var seed = text(json, "secretSeed");
        var phrase = text(json, "secretPhrase");
        if (seed == null && phrase == null) {
            throw unusable(
                    "The key file has no secretSeed and no secretPhrase; the public half of a key"
                            + " signs nothing.");
        }
        var key = seed == null ? fromWords(String.valueOf(phrase)) : fromSeed(seed.strip());
        var address = text(json, "ss58Address");
        if (address != null && !address.equals(key.hotkey().address())) {
            throw unusable("The key file's ss58Address is not the address of its secret.");
        }
        return key;
    }

    private static @Nullable String text(JsonNode json, String field) {
        var value = json.path(field);
        return value.isString() ? value.asString() : null;
    }

    private static CommandFailure unusable(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}
