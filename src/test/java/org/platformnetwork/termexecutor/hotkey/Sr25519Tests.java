package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Sr25519Tests {
    private static final String ALICE =
            "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    private static final String MESSAGE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQYnonce-1";
    private static final String R =
            "02de95ad176d6053b0c0664b8609d52b41b341b08122a42dd06c36f4529c5065";
    private static final String S =
            "06718df54d3fe1729b635cc5ca67c326ee9f2b7384d1749650d1024321f07589";
    private static final String FORGERY =
            "5e3ac6ea76ab67af4e5b260a6ee02eceeca2a70572bca2f90826a1e455215a5f"
                    + "d20a1feb8ca954ab000000000000000000000000000000000000000000000080";

    @ParameterizedTest
    @CsvSource({
        // polkadot-js/common, signature/verify.spec.ts
        "4ccb70b12eb845976ed0d08b391b1b9681e9b5858bf46b826bb85caa5395d525, hello world,"
                + " ca01419b5a17219f7b78335658cab3b126db523a5df7be4bfc2bef76c2eb3b1d"
                + "cf4ca86eb877d0a6cf6df12db5995c51d13b00e005d053b892bd09c594434288",
        // polkadot-js/wasm, sr25519.rs, can_verify_known_wrapped_message
        "f84d048da2ddae2d9d8fd6763f469566e8817a26114f39408de15547f6d47805,"
                + " <Bytes>message to sign</Bytes>,"
                + " 48ce2c90e08651adfc8ecef84e916f6d1bb51ebebd16150ee12df247841a5437"
                + "951ea0f9d632ca165e6ab391532e75e701be6a1caa88c8a6bcca3511f55b4183",
        ALICE + ", " + MESSAGE + ", " + R + S
    })
    void acceptsForeignSignatures(String key, String message, String signature) {
        assertThat(verify(key, message, signature)).isTrue();
    }

    /** With 119 bytes the transcript fills its block just when the challenge is drawn. */
    @Test
    void acceptsForeignSignatureThatEndsAtABlock() {
        String signature =
                "48b7dd33adb28e50d6e7026b60b63c1ff94d3b03345fdab6181e5dc44293b046"
                        + "d3e8e51ef644549abb9c5c49a128d73b3cc2c04935fce9182112e3dac3004182";
        assertThat(verify(ALICE, "n".repeat(119), signature)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "no marker, " + R + ", 06718df54d3fe1729b635cc5ca67c326ee9f2b7384d1749650d1024321f07509",
        "s + L, " + R + ", f344835268a2f3ca71005468a961a23bee9f2b7384d1749650d1024321f07599",
        "s + 7 L, " + R + ", 813c468006f561db77ad213ae13cdcb8ee9f2b7384d1749650d1024321f075f9",
        "s = L, " + R + ", edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000090",
        "R + p, efdd95ad176d6053b0c0664b8609d52b41b341b08122a42dd06c36f4529c50e5, " + S,
        "signed for polkadot, 38d7488ae660e3e0dff17ed176fbc6a005d698ffb4c32b26d7ba1f928d779646,"
                + " 7f395f8d6d4b28d47f651a49fa942059e56e03fc515ece949e70e48ce9f16988",
        "wrapped in <Bytes>, 8051965e39dfeca0092f2abd1bce3e063a853caaca5c42f68198a4a80b92a442,"
                + " 7b441372475dd7fe9a4d0cd423fda739d8f5da2605cf2cfcceea807f5ec68586",
        "other nonce, c8bf3721377fb4bd0ad81a0b343062141c01e94a4abb09cea170423c8f23095c,"
                + " d157f4236d9eb4f8627ce5480bd919c6dca836e664774d323ecbd393e1e2ca8b",
        "Bob's, b24f909214efe5f4ead0fdef55a29973699f45d87826ab3b0b8125b803c64c5f,"
                + " 88718540484441c105cd68f007b2daafcf20d5042b9de649c85d6b87ac34da83",
        "Ed25519, 0331f7e7f379d2eeb854e5099ecc911617df2d4bcc1f3bf446124c57514d2a28,"
                + " a0fc0ee5737bab6d09e1d873284db51c3503bec15d5b80a2dacb4def2cd74800",
        "R identity and s zero, 0000000000000000000000000000000000000000000000000000000000000000,"
                + " 0000000000000000000000000000000000000000000000000000000000000080",
        "all ones, ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,"
                + " ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    })
    void refusesSignature(String reason, String r, String s) {
        assertThat(verify(ALICE, MESSAGE, r + s)).as(reason).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "82"})
    void refusesSignatureFromBeforeTheAudit(String lastByte) {
        assertThat(
                        verify(
                                "b4bfa1f7a5166695eb75299fd1c4c03ea212871c342f2c5dfea0902b2c246918",
                                "Verifying that I am the owner of"
                                        + " 5G9hQLdsKQswNPgB499DeA5PkFBbgkLPJWkkS6FAM6xGQ8xD."
                                        + " Hash: 221455a3\n",
                                "5a9755f069939f45d96aaf125cf5ce7ba1db998686f87f2fb3cbdea922078741"
                                        + "a73891ba265f70c31436e18a9acd14d189d73c12317ab6c3"
                                        + "13285cd9384532"
                                        + lastByte))
                .isFalse();
    }

    /**
     * The forgery is s times the generator as R, good for any message if the key is the identity.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000", // the identity
                "0000000000000000000000000000000000000000000000000000000000000080", // with bit 255
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p, so zero
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" // p with bit 255
            })
    void refusesForgeryForEveryFormOfTheIdentity(String key) {
        assertThat(verify(key, MESSAGE, FORGERY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000", // negative
                "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da2fd", // bit 255
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void refusesKeyThatEncodesNoPoint(String key) {
        assertThat(verify(key, MESSAGE, R + S)).isFalse();
    }

    @Test
    void refusesEverySingleBitFlip() {
        byte[] signature = HexFormat.of().parseHex(R + S);
        byte[] key = HexFormat.of().parseHex(ALICE);
        byte[] message = MESSAGE.getBytes(StandardCharsets.UTF_8);
        assertThat(verify(key, message, signature)).isTrue();
        for (int bit = 0; bit < signature.length * 8; bit++) {
            assertThat(verify(key, message, flip(signature, bit)))
                    .as("signature %d", bit)
                    .isFalse();
        }
        for (int bit = 0; bit < key.length * 8; bit++) {
            assertThat(verify(flip(key, bit), message, signature)).as("key %d", bit).isFalse();
        }
        for (int bit = 0; bit < message.length * 8; bit++) {
            assertThat(verify(key, flip(message, bit), signature)).as("message %d", bit).isFalse();
        }
    }

    @Test
    void refusesRandomBytesWithoutThrowing() {
        Random random = new Random(25519);
        for (int i = 0; i < 500; i++) {
            byte[] key = new byte[32];
            byte[] message = new byte[random.nextInt(400)];
            byte[] signature = new byte[64];
            random.nextBytes(key);
            random.nextBytes(message);
            random.nextBytes(signature);
            signature[63] = (byte) (Sr25519.MARKER | (signature[63] & 0x0f));
            assertThat(verify(key, message, signature)).as("turn %d, seed 25519", i).isFalse();
            assertThat(verify(HexFormat.of().parseHex(ALICE), message, signature))
                    .as("turn %d, seed 25519", i)
                    .isFalse();
        }
    }

    private static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = Arrays.copyOf(bytes, bytes.length);
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private static boolean verify(String key, String message, String signature) {
        return verify(
                HexFormat.of().parseHex(key),
                message.getBytes(StandardCharsets.UTF_8),
                HexFormat.of().parseHex(signature));
    }

    private static boolean verify(byte[] key, byte[] message, byte[] signature) {
        var signed = new Signature(signature);
        boolean once = Sr25519.verify(new PublicKey(key), message, signed);
        boolean prepared =
                VerificationKey.of(new PublicKey(key))
                        .filter(ready -> ready.verify(message, signed))
                        .isPresent();
        assertThat(prepared).as("the prepared key's answer").isEqualTo(once);
        return once;
    }
}
