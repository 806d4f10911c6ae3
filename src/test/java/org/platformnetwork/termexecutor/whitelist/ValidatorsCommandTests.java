package org.platformnetwork.termexecutor.whitelist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.FakeSubtensor;
import org.platformnetwork.termexecutor.testing.FakeSubtensor.Fault;
import org.platformnetwork.termexecutor.testing.Spec293;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class ValidatorsCommandTests {

    @TempDir Path temporary;
    private final FakeSubtensor node = new FakeSubtensor();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void printsEveryNeuronAndWhyItMaySubmitOrNot(CapturedOutput output)
            throws InterruptedException {
        var trusted = Spec293.HOTKEYS.get(4) + "," + TestWhitelist.hotkey(9).address();
        int exitCode = run(node.http(), trusted);

        assertThat(exitCode).isZero();
        var lines = output.getOut().lines().toList();
        assertThat(lines).hasSize(15);
        assertThat(lines.get(0)).contains("uid", "hotkey", "permit", "active", "whitelisted");
        assertThat(lines.get(1))
                .contains(Spec293.HOTKEYS.get(0))
                .endsWith("no: no validator permit");
        assertThat(lines.get(3)).contains("10000.000000000").endsWith("  yes");
        assertThat(lines.get(4)).contains("9999.999999999").endsWith("no: alpha stake too small");
        assertThat(lines.get(5)).endsWith("yes, trusted");
        assertThat(lines.get(10)).endsWith("no: not active");
        assertThat(lines.get(13)).contains(TestWhitelist.hotkey(9).address());
        assertThat(lines.get(14))
                .startsWith(
                        "5 of 12 neurons of subnet 100 whitelisted, 1 trusted besides; block 90")
                .endsWith("alpha stake of at least 10000.000000000");
        assertThat(temporary.resolve("data")).doesNotExist();
    }

    @Test
    void programsReadJson(CapturedOutput output) {
        var trusted = Spec293.HOTKEYS.get(4) + "," + TestWhitelist.hotkey(9).address();

        assertThat(new CommandLine(command(node.http(), trusted)).execute("--json")).isZero();

        var json = JsonMapper.shared().readTree(output.getOut());
        assertThat(json.path("block").asInt()).isEqualTo(90);
        assertThat(json.path("neurons")).hasSize(12);
        var neuron = json.at("/neurons/3");
        assertThat(neuron.path("alpha_stake").asString()).isEqualTo("9999.999999999");
        assertThat(neuron.path("whitelisted").asBoolean()).isFalse();
        assertThat(neuron.path("refusal").asString()).isEqualTo("alpha stake too small");
        assertThat(json.at("/neurons/4/whitelisted").asBoolean()).isTrue();
        assertThat(json.at("/trusted_outside/0").asString())
                .isEqualTo(TestWhitelist.hotkey(9).address());
    }

    @Test
    void saysWhatEachEndpointAnswered(CapturedOutput output) throws InterruptedException {
        node.fault("*", Fault.GARBAGE);
        int exitCode = run(node.http() + "/key," + node.webSocket(), "");

        assertThat(exitCode).isEqualTo(1);
        assertThat(output.getErr().lines())
                .containsExactly(
                        node.http()
                                + ": answered chain_getBlockHash with something that is not"
                                + " JSON-RPC.",
                        node.webSocket()
                                + ": answered chain_getBlockHash with something that is not"
                                + " JSON-RPC.");
        assertThat(output.getOut()).isEmpty();
    }

    @Test
    void saysWhenNoChainIsRead(CapturedOutput output) throws InterruptedException {
        assertThat(run("off", "")).isEqualTo(1);
        assertThat(output.getErr()).contains("BITTENSOR_RPC is off");
    }

    private int run(String rpc, String trusted) throws InterruptedException {
        return command(rpc, trusted).call();
    }

    private ValidatorsCommand command(String rpc, String trusted) {
        return new ValidatorsCommand(
                List.of(
                        "--BITTENSOR_RPC=" + rpc,
                        "--BITTENSOR_GENESIS=" + Spec293.GENESIS,
                        "--TRUSTED_VALIDATORS=" + trusted,
                        "--DATA_DIR=" + temporary.resolve("data")));
    }
}
