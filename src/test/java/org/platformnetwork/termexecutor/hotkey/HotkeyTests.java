package org.platformnetwork.termexecutor.hotkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HotkeyTests {
    private static final String ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    @Test
    void takesOneToOneHundredAndTwentyEightCharacters() {
        assertThat(new Hotkey("x").address()).isEqualTo("x");
        assertThat(new Hotkey("x".repeat(127)).address()).hasSize(127);
        assertThat(new Hotkey("x".repeat(128)).address()).hasSize(128);
        assertThatIllegalArgumentException().isThrownBy(() -> new Hotkey(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hotkey("x".repeat(129)))
                .withMessageNotContaining("x".repeat(129));
    }

    @Test
    void decodesOnlyWhenAsked() {
        assertThat(new Hotkey(ALICE).publicKey()).isEqualTo(Ss58.decode(ALICE)).isPresent();
        assertThat(new Hotkey("not an address").publicKey()).isEmpty();
    }

    @Test
    void doesNotShowTheAddress() {
        assertThat(new Hotkey(ALICE)).hasToString("Hotkey[hidden]");
    }
}
