package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.testing.Chopsticks;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.Spec293;
import org.platformnetwork.termexecutor.whitelist.ValidatorWhitelist;
import org.platformnetwork.termexecutor.whitelist.WhitelistRefresh;

/**
 * The service against a real runtime. No package registry has the runtime's WebAssembly, so the
 * environment variable {@code SUBTENSOR_RUNTIME} names its file, compressed as the chain keeps it.
 */
class ChopsticksIntegrationTests {

    private static final String RUNTIME = System.getenv().getOrDefault("SUBTENSOR_RUNTIME", "");
    private static final int NETUID = 100;
    private static final long TAO = 1_000_000_000L;
    private static final String ALL = "18446744073709551615";
    private static final String HALF = "9223372036854775807";
    private static final Set<Integer> ACTIVE = Set.of(1, 2, 3, 5, 6, 7, 8, 11);
    private static final Set<Integer> PERMITTED = Set.of(1, 2, 3, 4, 5, 6, 8, 9);

    @TempDir Path temporary;

    @Test
    @EnabledIfCommand({"node", "npm"})
    void followsARealRuntime() throws Exception {
        assumeTrue(!RUNTIME.isEmpty(), "SUBTENSOR_RUNTIME names no file");
        try (var chain = new Chopsticks(temporary, Path.of(RUNTIME), storage());
                var service = start(chain)) {
            var whitelist = service.bean(ValidatorWhitelist.class);
            Awaitility.await().until(() -> !whitelist.validators().isEmpty());
            assertThat(whitelist.validators()).as(chain.log()).isEqualTo(hotkeys(1, 2, 5, 6));

            chain.set(Map.of("SubtensorModule", Map.of("ValidatorPermit", flags(Set.of(2, 5, 6)))));
            service.bean(WhitelistRefresh.class).refresh();
            assertThat(whitelist.validators()).isEqualTo(hotkeys(2, 5, 6));
            assertThat(service.client().get("/status").json().path("whitelist_error").isNull())
                    .isTrue();
        }
    }

    private RunningService start(Chopsticks chain) {
        return RunningService.start(
                temporary.resolve("work"),
                Map.of(
                        "BITTENSOR_RPC",
                        chain.webSocket() + "," + chain.http(),
                        "BITTENSOR_GENESIS",
                        Chopsticks.GENESIS,
                        "TRUSTED_VALIDATORS",
                        "",
                        "DATA_DIR",
                        temporary.resolve("data").toString()));
    }

    /** The neurons of {@link Spec293}: 6 hands half of its stake to 5, and 7 all of it. */
    private static Map<String, ?> storage() {
        var keys = new ArrayList<>();
        for (int uid = 0; uid < Spec293.HOTKEYS.size(); uid++) {
            keys.add(List.of(List.of(NETUID, uid), key(uid)));
        }
        var item =
                Map.of(
                        "NetworksAdded", entry(List.of(NETUID), true),
                        "SubnetworkN", entry(List.of(NETUID), Spec293.HOTKEYS.size()),
                        "Keys", keys,
                        "Active", flags(ACTIVE),
                        "ValidatorPermit", flags(PERMITTED),
                        "TotalHotkeyAlpha", stakes(),
                        "ChildKeys",
                                List.of(
                                        List.of(List.of(key(6), NETUID), handsOn(HALF, 5)),
                                        List.of(List.of(key(7), NETUID), handsOn(ALL, 5))),
                        "ParentKeys",
                                entry(
                                        List.of(key(5), NETUID),
                                        List.of(List.of(HALF, key(6)), List.of(ALL, key(7)))));
        return Map.of("SubtensorModule", item);
    }

    private static List<?> stakes() {
        var rao =
                Map.of(
                        1,
                        50_000 * TAO,
                        2,
                        10_000 * TAO,
                        3,
                        10_000 * TAO - 1,
                        4,
                        20_000 * TAO,
                        5,
                        4_000 * TAO,
                        6,
                        30_000 * TAO,
                        7,
                        12_000 * TAO,
                        9,
                        5 * TAO,
                        11,
                        60_000 * TAO);
        var entries = new ArrayList<>();
        rao.forEach((uid, stake) -> entries.add(List.of(List.of(key(uid), NETUID), stake)));
        entries.add(List.of(List.of(key(8), 0), 100_000 * TAO));
        return entries;
    }

    private static List<?> handsOn(String share, int uid) {
        return List.of(List.of(share, key(uid)));
    }

    private static List<?> flags(Set<Integer> uids) {
        return entry(
                List.of(NETUID),
                IntStream.range(0, Spec293.HOTKEYS.size()).mapToObj(uids::contains).toList());
    }

    private static List<?> entry(List<?> keys, Object value) {
        return List.of(List.of(keys, value));
    }

    private static String key(int uid) {
        return Spec293.HOTKEYS.get(uid);
    }

    private static Set<Hotkey> hotkeys(Integer... uids) {
        return List.of(uids).stream()
                .map(uid -> new Hotkey(key(uid)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
