package org.platformnetwork.termexecutor.whitelist.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.platformnetwork.termexecutor.hotkey.Ss58;
import org.platformnetwork.termexecutor.testing.SubnetStateEncoder;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;

/**
 * Prints how long a refresh takes apart from the network: a JSON-RPC answer about 1,024 neurons
 * parsed, decoded, and the hotkeys of those that may validate written as addresses. The first
 * rounds are the ones that a service sees, which comes by every few minutes. With the path of a
 * file that holds a recorded answer in hexadecimal, and its netuid, it reads that one.
 */
public final class DecodeBenchmark {

    private static final int ROUNDS = 101;

    private DecodeBenchmark() {}

    public static void main(String[] args) throws Exception {
        var hex = args.length == 2 ? recorded(args[0]) : synthetic();
        int netuid = args.length == 2 ? Integer.parseInt(args[1]) : 100;
        var answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"%s\"}".formatted(hex);
        var millis = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            millis[i] = round(answer, netuid);
        }
        var first = Arrays.copyOf(millis, 5);
        Arrays.sort(millis);
        System.out.printf(
                "%,d characters: the first five rounds %s ms, median of %d %.2f ms%n",
                answer.length(), Arrays.toString(first), ROUNDS, millis[ROUNDS / 2]);
    }

    private static double round(String answer, int netuid) throws Exception {
        long start = System.nanoTime();
        var endpoint = Endpoint.parse("http://localhost").orElseThrow();
        var state = new JsonRpc(new Replay(answer), endpoint).callForBytes("state_call");
        var neurons = SubnetStateDecoder.decode(state, netuid).neurons();
        var addresses =
                neurons.stream()
                        .filter(Neuron::permit)
                        .map(neuron -> Ss58.encode(neuron.hotkey()))
                        .toList();
        if (neurons.size() != 1024 || addresses.isEmpty()) {
            throw new IllegalStateException("not 1,024 neurons");
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static String synthetic() {
        return SubnetStateEncoder.encodeHex(100, Neurons.random(1024, 1));
    }

    private static String recorded(String file) throws IOException {
        var hex = Files.readString(Path.of(file)).strip();
        var digits = hex.startsWith("0x") ? hex.substring(2) : hex;
        return "0x" + HexFormat.of().formatHex(HexFormat.of().parseHex(digits));
    }

    private record Replay(String answer) implements Transport {
        @Override
        public String ask(String request) {
            return answer;
        }

        @Override
        public void close() {}
    }
}
