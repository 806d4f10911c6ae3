package org.platformnetwork.termexecutor.fleet;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.codec.PayloadCodecException;
import io.temporal.payload.context.HasWorkflowSerializationContext;
import io.temporal.payload.context.SerializationContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM for everything that is sent by way of Temporal. A payload is bound to the id of its
 * workflow, so that none can stand in for another's; one that is not encrypted is refused.
 */
final class PayloadCipher implements PayloadCodec {

    private static final String ENCODING = "encoding";
    private static final ByteString ENCRYPTED = ByteString.copyFromUtf8("binary/encrypted");
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final List<SecretKey> keys;
    private final byte[] bound;
    private final SecureRandom random;

    /**
     * @param keys for AES: the first encrypts, each decrypts
     */
    PayloadCipher(List<SecretKey> keys) {
        this(keys, "", new SecureRandom());
    }

    private PayloadCipher(List<SecretKey> keys, String workflow, SecureRandom random) {
        this.keys = List.copyOf(keys);
        this.bound = workflow.getBytes(StandardCharsets.UTF_8);
        this.random = random;
    }

    @Override
    public PayloadCodec withContext(SerializationContext context) {
        if (context instanceof HasWorkflowSerializationContext known) {
            var workflow = known.getWorkflowId();
            return new PayloadCipher(keys, workflow == null ? "" : workflow, random);
        }
        return this;
    }

    @Override
    public List<Payload> encode(List<Payload> payloads) {
        return payloads.stream().map(this::encrypted).toList();
    }

    @Override
    public List<Payload> decode(List<Payload> payloads) {
        return payloads.stream().map(this::decrypted).toList();
    }

    private Payload encrypted(Payload plain) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            var text = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce);
            return Payload.newBuilder()
                    .putMetadata(ENCODING, ENCRYPTED)
                    .setData(
                            ByteString.copyFrom(nonce)
                                    .concat(ByteString.copyFrom(text.doFinal(plain.toByteArray()))))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new PayloadCodecException(e);
        }
    }

    private Payload decrypted(Payload payload) {
        if (!ENCRYPTED.equals(payload.getMetadataMap().get(ENCODING))
                || payload.getData().size() < NONCE) {
            throw new PayloadCodecException("A payload is not encrypted by the fleet's key");
        }
        var nonce = payload.getData().substring(0, NONCE).toByteArray();
        var text = payload.getData().substring(NONCE).toByteArray();
        for (var key : keys) {
            try {
                return Payload.parseFrom(cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(text));
            } catch (GeneralSecurityException | InvalidProtocolBufferException _) {
                // The other key, if there is one.
            }
        }
        throw new PayloadCodecException("A payload is not encrypted by the fleet's key");
    }

    private Cipher cipher(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(bound);
        return cipher;
    }
}
