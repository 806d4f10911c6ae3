package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.hotkey.PublicKey;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;

/**
 * Decodes the answer of {@code SubnetInfoRuntimeApi_get_subnet_state}, the whole of it or nothing:
 * {@code Option<SubnetState>} with 18 fields in the order of the runtime's source, unchanged from
 * spec 240 to {@link SubtensorClient#NEWEST_TESTED_SPEC}.
 */
final class SubnetStateDecoder {

    private final ScaleReader reader;

    private SubnetStateDecoder(byte[] answer) {
        this.reader = new ScaleReader(answer);
    }

    /**
     * @param neurons by uid
     * @param trailingBytes what follows the 18 fields that are known
     */
    record Decoded(List<Neuron> neurons, int trailingBytes) {}

    /**
     * @param netuid the subnet that was asked for; an answer about another one is refused
     */
    static Decoded decode(byte[] answer, int netuid) throws ChainException {
        return new SubnetStateDecoder(answer).decode(netuid);
    }

    private Decoded decode(int netuid) throws ChainException {
        int tag = reader.u8();
        if (tag == 0) {
            throw new ChainException("knows no subnet %d".formatted(netuid));
        }
        if (tag != 1) {
            throw new ChainException("the state begins with %d instead of 1".formatted(tag));
        }
        int answered = reader.compactU16();
        if (answered != netuid) {
            throw new ChainException(
                    "answers for subnet %d instead of %d".formatted(answered, netuid));
        }
        var hotkeys = accounts();
        accounts(); // coldkeys
        var active = bools();
        var permits = bools();
        skipU16(); // pruning_score
        skipU64(); // last_update
        skipU64(); // emission
        skipU16(); // dividends
        skipU16(); // incentives
        skipU16(); // consensus
        skipU16(); // trust
        skipU16(); // rank
        skipU64(); // block_at_registration
        long[] alpha = stakes();
        long[] tao = stakes();
        long[] total = stakes();
        skipEmissionHistory();

        int size = hotkeys.size();
        if (Stream.of(active.length, permits.length, alpha.length, tao.length, total.length)
                .anyMatch(length -> length != size)) {
            throw new ChainException("the state's lists have unequal lengths");
        }
        var neurons = new ArrayList<Neuron>(size);
        for (int uid = 0; uid < size; uid++) {
            neurons.add(
                    new Neuron(
                            uid,
                            hotkeys.get(uid),
                            permits[uid],
                            active[uid],
                            alpha[uid],
                            tao[uid],
                            total[uid]));
        }
        return new Decoded(List.copyOf(neurons), reader.remaining());
    }

    private List<PublicKey> accounts() throws ChainException {
        int count = reader.count(PublicKey.LENGTH);
        var accounts = new ArrayList<PublicKey>(count);
        for (int i = 0; i < count; i++) {
            accounts.add(reader.account());
        }
        return accounts;
    }

    private boolean[] bools() throws ChainException {
        var values = new boolean[reader.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = reader.bool();
        }
        return values;
    }

    private long[] stakes() throws ChainException {
        var values = new long[reader.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = reader.compactU64();
        }
        if (Arrays.stream(values).anyMatch(stake -> stake < 0)) {
            throw new ChainException("the state has a stake that is larger than can exist");
        }
        return values;
    }

    private void skipU16() throws ChainException {
        for (int left = reader.count(1); left > 0; left--) {
            reader.compactU16();
        }
    }

    private void skipU64() throws ChainException {
        for (int left = reader.count(1); left > 0; left--) {
            reader.compactU64();
        }
    }

    private void skipEmissionHistory() throws ChainException {
        for (int left = reader.count(1); left > 0; left--) {
            skipU64();
        }
    }
}
