package org.platformnetwork.termexecutor.whitelist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.hotkey.PublicKey;
import org.platformnetwork.termexecutor.testing.FakeSubtensor;
import org.platformnetwork.termexecutor.testing.Spec293;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;
import org.platformnetwork.termexecutor.whitelist.chain.SubtensorClient;

class WhitelistRuleTests {

    private static final Path ANYWHERE = Path.of("target");

    @ParameterizedTest
    @CsvSource({
        "alpha, 0, 1 2 3 5 6 8",
        "alpha, 1, 1 2 3 5 6",
        "alpha, 9999.999999999, 1 2 3 5 6",
        "alpha, 10000, 1 2 5 6",
        "alpha, 10000.000000001, 1 5 6",
        "alpha, 20000, 1 5",
        "alpha, 50000, 1",
        "alpha, 50001, ''",
        "total, 1000, 1 2 3 5 6 8",
        "total, 10000, 1 2 5 6",
        "tao, 10000, 8",
        "tao, 100000.000000001, ''",
    })
    void choosesTheValidatorsOfARealRuntime(String measure, String minimum, String uids)
            throws InterruptedException {
        var rule = settings(ANYWHERE, measure, minimum).rule();
        var chosen =
                recorded().neurons().stream()
                        .filter(neuron -> rule.refusal(neuron).isEmpty())
                        .map(neuron -> Integer.toString(neuron.uid()))
                        .collect(Collectors.joining(" "));

        assertThat(chosen).isEqualTo(uids);
    }

    @Test
    void namesTheValidatorsByTheirAddresses() throws InterruptedException {
        var validators =
                settings(ANYWHERE, "alpha", "10000").rule().validators(recorded().neurons());

        assertThat(validators)
                .extracting(hotkey -> hotkey.address())
                .containsExactlyInAnyOrderElementsOf(
                        Spec293.VALIDATORS.stream().map(Spec293.HOTKEYS::get).toList());
    }

    @Test
    void theAllZeroKeyIsNeverAValidator() {
        var zero = new Neuron(0, new PublicKey(new byte[32]), true, true, Long.MAX_VALUE, 1, 1);

        assertThat(settings(ANYWHERE, "alpha", "0").rule().validators(List.of(zero))).isEmpty();
    }

    @Test
    void refusesTrustedValidatorsThatAreNoAddressesWithoutShowingThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(ANYWHERE, "alpha", "1", "5abc"))
                .withMessageEndingWith("(entry 1 is invalid)");
    }

    private static Metagraph recorded() throws InterruptedException {
        try (var node = new FakeSubtensor()) {
            var settings = new ChainSettings(List.of(node.http()), Spec293.GENESIS, 100);
            return (Metagraph) new SubtensorClient(settings).read(Set.of());
        }
    }
}
