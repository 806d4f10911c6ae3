package org.platformnetwork.termexecutor.hotkey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A secret as 12 to 24 English words (BIP-39), and the key that Substrate makes of them: it
 * stretches what the words stand for and not the words themselves, so other wallets' keys differ.
 */
public final class Mnemonic {

    /** How many words there can be. */
    public static final List<Integer> LENGTHS = List.of(12, 15, 18, 21, 24);

    private static final int BITS_PER_WORD = 11;
    private static final int WORDS_PER_CHECKSUM_BIT = 3;
    private static final int ROUNDS = 2048;
    private static final String SALT = "mnemonic";

    private final byte[] entropy;

    private Mnemonic(byte[] entropy) {
        this.entropy = entropy;
    }

    /**
     * The words that stand for some random bytes.
     *
     * @param entropy 4 bytes for every 3 words
     */
    public static Mnemonic ofEntropy(byte[] entropy) {
        int words = entropy.length * WORDS_PER_CHECKSUM_BIT / 4;
        if (entropy.length % 4 != 0 || !LENGTHS.contains(words)) {
            throw new IllegalArgumentException(
                    "no mnemonic stands for " + entropy.length + " bytes");
        }
        return new Mnemonic(entropy.clone());
    }

    /**
     * Reads words in any case, with any space between them.
     *
     * @throws IllegalArgumentException with a sentence that repeats none of them
     */
    public static Mnemonic parse(String phrase) {
        var words = List.of(phrase.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        if (phrase.contains("/")) {
            throw new IllegalArgumentException(
                    "Derivation paths (//…) are not supported: take the derived key's own seed.");
        }
        if (!LENGTHS.contains(words.size())) {
            throw new IllegalArgumentException(
                    "A mnemonic has 12, 15, 18, 21 or 24 words, not %d.".formatted(words.size()));
        }
        var list = words();
        var number = BigInteger.ZERO;
        for (int i = 0; i < words.size(); i++) {
            int index = Collections.binarySearch(list, words.get(i));
            if (index < 0) {
                throw new IllegalArgumentException(
                        "Word %d is not one of the 2048 English words of mnemonics."
                                .formatted(i + 1));
            }
            number = number.shiftLeft(BITS_PER_WORD).or(BigInteger.valueOf(index));
        }
        int checksumBits = words.size() / WORDS_PER_CHECKSUM_BIT;
        var mnemonic =
                new Mnemonic(bytes(number.shiftRight(checksumBits), checksumBits * Integer.BYTES));
        if (!mnemonic.number().equals(number)) {
            throw new IllegalArgumentException(
                    "The mnemonic's checksum does not fit: a word is wrong or at a wrong place.");
        }
        return mnemonic;
    }

    /** The words, with a space between them. */
    public String phrase() {
        var list = words();
        var words = new ArrayList<String>();
        int mask = list.size() - 1;
        for (var rest = number(); words.size() < wordCount(); ) {
            words.addFirst(list.get(rest.intValue() & mask));
            rest = rest.shiftRight(BITS_PER_WORD);
        }
        return String.join(" ", words);
    }

    /**
     * The seed of {@link KeyPair#fromMiniSecret}, as the Rust crate substrate-bip39 computes it.
     */
    public byte[] miniSecret() {
        var stretched = new PKCS5S2ParametersGenerator(new SHA512Digest());
        stretched.init(entropy, SALT.getBytes(StandardCharsets.UTF_8), ROUNDS);
        var parameter =
                (KeyParameter)
                        stretched.generateDerivedParameters(2 * 8 * KeyPair.MINI_SECRET_LENGTH);
        return Arrays.copyOf(parameter.getKey(), KeyPair.MINI_SECRET_LENGTH);
    }

    @Override
    public String toString() {
        return "Mnemonic[hidden]";
    }

    private int wordCount() {
        return entropy.length / Integer.BYTES * WORDS_PER_CHECKSUM_BIT;
    }

    /** The entropy, followed by the first bits of its hash. */
    private BigInteger number() {
        int checksumBits = entropy.length / Integer.BYTES;
        int checksum = (DigestUtils.sha256(entropy)[0] & 0xFF) >>> (Byte.SIZE - checksumBits);
        return new BigInteger(1, entropy).shiftLeft(checksumBits).or(BigInteger.valueOf(checksum));
    }

    private static byte[] bytes(BigInteger number, int length) {
        var bytes = new byte[length];
        var signed = number.toByteArray();
        int used = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - used, bytes, length - used, used);
        return bytes;
    }

    /** In alphabetical order, which is that of their numbers. */
    static List<String> words() {
        try (var file = Mnemonic.class.getResourceAsStream("bip39-english.txt")) {
            if (file == null) {
                throw new IllegalStateException("the program lacks its list of words");
            }
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
