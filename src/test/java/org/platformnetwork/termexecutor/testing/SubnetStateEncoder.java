package org.platformnetwork.termexecutor.testing;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;

/** Writes {@code Option<SubnetState>} as a runtime does, for metagraphs of a test's own making. */
public final class SubnetStateEncoder {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private SubnetStateEncoder() {}

    /** The answer about a subnet, {@code Some}. */
    public static byte[] encode(int netuid, List<Neuron> neurons) {
        var encoder = new SubnetStateEncoder();
        encoder.write(netuid, neurons);
        return encoder.out.toByteArray();
    }

    public static String encodeHex(int netuid, List<Neuron> neurons) {
        return "0x" + HexFormat.of().formatHex(encode(netuid, neurons));
    }

    private void write(int netuid, List<Neuron> neurons) {
        out.write(1);
        compact(netuid);
        list(neurons, neuron -> out.writeBytes(neuron.hotkey().toByteArray()));
        list(neurons, neuron -> out.writeBytes(neuron.hotkey().toByteArray()));
        list(neurons, neuron -> out.write(neuron.active() ? 1 : 0));
        list(neurons, neuron -> out.write(neuron.permit() ? 1 : 0));
        compact(0);
        numbers(neurons, neuron -> 7_000_000L + neuron.uid());
        numbers(neurons, neuron -> 1_000_000L * neuron.uid());
        numbers(neurons, neuron -> neuron.uid() % 65536);
        numbers(neurons, neuron -> 65535);
        numbers(neurons, neuron -> 63);
        compact(0);
        compact(0);
        numbers(neurons, neuron -> 16384L + neuron.uid());
        numbers(neurons, Neuron::alphaStake);
        numbers(neurons, Neuron::taoStake);
        numbers(neurons, Neuron::totalStake);
        list(List.of(0, 1, 2), subnet -> numbers(neurons, neuron -> 64L * subnet));
    }

    private void numbers(List<Neuron> neurons, ToLongFunction<Neuron> value) {
        list(neurons, neuron -> compact(value.applyAsLong(neuron)));
    }

    private <T> void list(List<T> values, Consumer<T> element) {
        compact(values.size());
        values.forEach(element);
    }

    /** The shortest form, as SCALE demands. */
    private void compact(long value) {
        if (value >= 0 && value < 1 << 6) {
            littleEndian(value << 2, 1);
        } else if (value >= 0 && value < 1 << 14) {
            littleEndian((value << 2) | 1, 2);
        } else if (value >= 0 && value < 1 << 30) {
            littleEndian((value << 2) | 2, 4);
        } else {
            int bytes = Math.max(4, (71 - Long.numberOfLeadingZeros(value)) / 8);
            out.write(((bytes - 4) << 2) | 3);
            littleEndian(value, bytes);
        }
    }

    private void littleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)) & 0xFF);
        }
    }
}
