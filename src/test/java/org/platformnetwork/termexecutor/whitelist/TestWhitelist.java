package org.platformnetwork.termexecutor.whitelist;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.hotkey.PublicKey;
import org.platformnetwork.termexecutor.hotkey.Ss58;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource.ChainReading;

/** A whitelist with its refresh, fed by a script of readings; waiting and time are the test's. */
public final class TestWhitelist implements MetagraphSource {

    static final String A = "wss://a:443";
    static final String B = "wss://b:443";
    static final long RAO = 1_000_000_000L;

    final List<Set<String>> asked = new ArrayList<>();
    final List<Duration> waits = new ArrayList<>();
    final ValidatorWhitelist whitelist;
    final WhitelistRefresh refresh;
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final Deque<ChainReading> readings = new ArrayDeque<>();

    TestWhitelist(Path directory) {
        this(settings(directory, "alpha", "10000"), chain("ws://node"));
    }

    TestWhitelist(WhitelistSettings settings, ChainSettings chain) {
        var cache = new WhitelistCache(settings, chain);
        whitelist = new ValidatorWhitelist(settings, chain, cache, () -> now);
        refresh =
                new WhitelistRefresh(
                        whitelist, cache, this, settings, chain, () -> now, waits::add);
    }

    /** Whitelists of any content, also of addresses that the settings and the chain refuse. */
    public static ValidatorWhitelist of(Hotkey... hotkeys) {
        var settings = settings(Path.of("unused"), "alpha", "10000");
        var off = chain("off");
        var whitelist =
                new ValidatorWhitelist(
                        settings, off, new WhitelistCache(settings, off), () -> Instant.EPOCH);
        whitelist.replace(new ValidatorSet(Set.of(hotkeys), A, 1, 459, Instant.EPOCH));
        return whitelist;
    }

    static WhitelistSettings settings(
            Path directory, String measure, String minimum, String... trusted) {
        return new WhitelistSettings(
                List.of(trusted),
                measure,
                new BigDecimal(minimum),
                Duration.ofMinutes(5),
                directory);
    }

    static ChainSettings chain(String rpc) {
        return new ChainSettings(List.of(rpc), "any", 100);
    }

    static ChainReading unreadable(String... reasons) {
        return new ChainReading.Unreadable(List.of(reasons));
    }

    /** A metagraph in which the neurons of these numbers are validators. */
    static Metagraph metagraph(String endpoint, long block, int... validators) {
        var neurons =
                IntStream.range(0, validators.length)
                        .mapToObj(uid -> neuron(uid, validators[uid], 10_000 * RAO))
                        .toList();
        return new Metagraph(100, block, "0x" + "ab".repeat(32), 459, endpoint, neurons);
    }

    static Neuron neuron(int uid, int number, long alphaStake) {
        return new Neuron(uid, key(number), true, true, alphaStake, 0, 0);
    }

    static Hotkey hotkey(int number) {
        return new Hotkey(Ss58.encode(key(number)));
    }

    static Set<Hotkey> hotkeys(int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(TestWhitelist::hotkey)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    private static PublicKey key(int number) {
        var bytes = new byte[PublicKey.LENGTH];
        bytes[0] = (byte) number;
        bytes[31] = 1;
        return new PublicKey(bytes);
    }

    /** Refreshes with these readings in this order; each must be asked for. */
    void refresh(ChainReading... script) throws InterruptedException {
        readings.addAll(List.of(script));
        refresh.refresh();
        if (!readings.isEmpty()) {
            throw new AssertionError(readings.size() + " readings were not asked for");
        }
    }

    @Override
    public ChainReading read(Set<String> passedOver) {
        asked.add(passedOver);
        return readings.remove();
    }
}
