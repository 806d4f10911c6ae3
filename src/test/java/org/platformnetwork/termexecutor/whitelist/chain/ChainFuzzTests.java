package org.platformnetwork.termexecutor.whitelist.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.Mutations;
import org.platformnetwork.termexecutor.testing.Spec293;

/** Whatever a node answers, it is understood or refused. */
public class ChainFuzzTests {

    @Test
    void anyAnswerIsUnderstoodOrRefused() throws Exception {
        Mutations.feed(ChainFuzzTests::fuzzerTestOneInput, seeds());
    }

    /** What to begin with. */
    public static byte[][] seeds() {
        return new byte[][] {
            scale(Spec293.SUBNET_100), scale(Spec293.SUBNET_1), scale(Spec293.SUBNET_0),
            rpc("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x00ff\"}"),
                    rpc(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"no\"}}"),
                    rpc("[[[{\"a\":1e999,\"b\":\"\\ud83d\"}]]]")
        };
    }

    /** Called by Jazzer, which knows it by its name; the first byte chooses what is fuzzed. */
    public static void fuzzerTestOneInput(byte[] input) throws InterruptedException {
        if (input.length == 0) {
            return;
        }
        var rest = Arrays.copyOfRange(input, 1, input.length);
        try {
            if (input[0] % 2 == 0) {
                var decoded = SubnetStateDecoder.decode(rest, 100);
                assertThat(decoded.trailingBytes()).isBetween(0, rest.length);
                assertThat(decoded.neurons()).allMatch(neuron -> neuron.alphaStake() >= 0);
            } else {
                new JsonRpc(
                                new Answer(new String(rest, StandardCharsets.UTF_8)),
                                Endpoint.parse("wss://node.example").orElseThrow())
                        .callForBytes("any");
            }
        } catch (ChainException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private record Answer(String text) implements Transport {

        @Override
        public String ask(String request) {
            return text;
        }

        @Override
        public void close() {}
    }

    private static byte[] scale(String hexadecimal) {
        return with(0, HexFormat.of().parseHex(hexadecimal.replaceFirst("0x", "")));
    }

    private static byte[] rpc(String json) {
        return with(1, json.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] with(int first, byte[] rest) {
        var all = new byte[rest.length + 1];
        all[0] = (byte) first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
