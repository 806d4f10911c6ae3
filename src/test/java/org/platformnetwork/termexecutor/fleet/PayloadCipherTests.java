package org.platformnetwork.termexecutor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.codec.PayloadCodecException;
import io.temporal.payload.context.WorkflowSerializationContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class PayloadCipherTests {

    private static final SecretKey KEY = key('k');
    private static final SecretKey OTHER = key('o');
    private static final Payload PLAIN =
            Payload.newBuilder()
                    .putMetadata("encoding", ByteString.copyFromUtf8("binary/plain"))
                    .setData(ByteString.copyFromUtf8("hidden tests"))
                    .build();

    private static SecretKey key(char letter) {
        return new SecretKeySpec(
                String.valueOf(letter).repeat(32).getBytes(StandardCharsets.UTF_8), "AES");
    }

    private static PayloadCodec of(String workflow, SecretKey... keys) {
        return new PayloadCipher(List.of(keys))
                .withContext(new WorkflowSerializationContext("default", workflow));
    }

    private static Payload only(List<Payload> payloads) {
        assertThat(payloads).hasSize(1);
        return payloads.getFirst();
    }

    @Test
    void nothingOfAPayloadIsReadableAndTheSameNeverLooksTheSame() {
        var codec = of("w", KEY);

        var first = only(codec.encode(List.of(PLAIN)));
        var second = only(codec.encode(List.of(PLAIN)));

        assertThat(new String(first.toByteArray(), StandardCharsets.ISO_8859_1))
                .doesNotContain("hidden", "plain");
        assertThat(first).isNotEqualTo(second);
        assertThat(codec.decode(List.of(first, second))).containsExactly(PLAIN, PLAIN);
    }

    @Test
    void payloadOfAnotherWorkflowIsRefused() {
        var sent = of("one", KEY).encode(List.of(PLAIN));

        assertRefused(of("two", KEY), sent);
    }

    @Test
    void payloadOfAnotherKeyIsRefused() {
        assertRefused(of("w", KEY), of("w", OTHER).encode(List.of(PLAIN)));
    }

    @Test
    void keysCanBeRotated() {
        var sent = of("w", KEY).encode(List.of(PLAIN));

        assertThat(of("w", OTHER, KEY).decode(sent)).containsExactly(PLAIN);
    }

    @Test
    void plainAndChangedPayloadsAreRefused() {
        var codec = of("w", KEY);
        var sent = only(codec.encode(List.of(PLAIN)));
        var bytes = sent.getData().toByteArray();
        bytes[bytes.length - 1] ^= 1;

        assertRefused(codec, List.of(PLAIN));
        assertRefused(codec, List.of(sent.toBuilder().setData(ByteString.copyFrom(bytes)).build()));
        assertRefused(codec, List.of(sent.toBuilder().setData(ByteString.EMPTY).build()));
    }

    private static void assertRefused(PayloadCodec codec, List<Payload> payloads) {
        assertThatExceptionOfType(PayloadCodecException.class)
                .isThrownBy(() -> codec.decode(payloads))
                .withMessageContaining("not encrypted by the fleet's key");
    }
}
