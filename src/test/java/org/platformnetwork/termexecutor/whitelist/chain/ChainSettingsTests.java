package org.platformnetwork.termexecutor.whitelist.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainSettingsTests {

    private static final String MAINNET =
            "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";

    @Test
    void asksTheOperatorsNodesBeforeThePublicOnes() {
        assertThat(labels(MAINNET, "http://node", " wss://10.0.0.1:9944/key "))
                .containsExactly(
                        "http://node:80",
                        "wss://10.0.0.1:9944",
                        "wss://entrypoint-finney.opentensor.ai:443",
                        "wss://lite.chain.opentensor.ai:443");
        assertThat(labels(MAINNET)).hasSize(2);
    }

    @Test
    void asksThePublicNodesOnlyAboutTheirOwnChain() {
        assertThat(labels("any", "ws://[::1]:9944")).containsExactly("ws://[::1]:9944");
        assertThat(labels("0x" + "45".repeat(32), "https://node"))
                .containsExactly("https://node:443");
    }

    @Test
    void asksNobodyWhenOff() {
        assertThat(labels(MAINNET, "off")).isEmpty();
        assertThat(new ChainSettings(List.of("off"), MAINNET, 100).isOff()).isTrue();
        assertThat(new ChainSettings(List.of(), MAINNET, 100).isOff()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "off", "node:9944", "ftp://node", "ws://", "ws://a b", "http:///x"})
    void refusesWhatIsNoUrlWithoutShowingIt(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChainSettings(List.of("ws://node", entry), MAINNET, 100))
                .withMessage(
                        "rpc: off, or comma-separated ws://, wss://, http:// or https:// URLs"
                                + " (entry 2 is invalid)");
    }

    @Test
    void needsANodeOfAnotherChain() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChainSettings(List.of(), "any", 100))
                .withMessageStartingWith("rpc: ");
    }

    private static List<String> labels(String genesis, String... rpc) {
        return new ChainSettings(List.of(rpc), genesis, 100)
                .endpoints().stream().map(Endpoint::label).toList();
    }
}
