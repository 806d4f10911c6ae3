package org.platformnetwork.termexecutor.whitelist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.A;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.B;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.chain;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.hotkey;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.hotkeys;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.metagraph;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.settings;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.unreadable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhitelistRefreshTests {

    @TempDir Path directory;
    private TestWhitelist test;

    @BeforeEach
    void create() {
        test = new TestWhitelist(directory);
    }

    @Test
    void takesWhatTheChainSays() throws InterruptedException {
        assertThat(test.whitelist.validators()).isEmpty();
        assertThat(test.whitelist.state().source()).isEqualTo("trusted");

        test.refresh(metagraph(A, 7, 1, 2, 3));
        test.now = test.now.plusSeconds(61);

        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3));
        var state = test.whitelist.state();
        assertThat(state.source()).isEqualTo(A);
        assertThat(state.block()).isEqualTo(7);
        assertThat(state.specVersion()).isEqualTo(459);
        assertThat(state.age()).isEqualTo(Duration.ofSeconds(61));
        assertThat(state.error()).isNull();
    }

    @Test
    void triesThreeRoundsWithGrowingWaits() throws InterruptedException {
        test.refresh(unreadable("x."), unreadable("y."), metagraph(A, 7, 1));

        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1));
        assertThat(test.waits).hasSize(2);
        assertThat(test.waits.get(0)).isBetween(Duration.ofMillis(3600), Duration.ofMillis(4400));
        assertThat(test.waits.get(1)).isBetween(Duration.ofMillis(7200), Duration.ofMillis(8800));
    }

    @Test
    void keepsTheListWhenNobodyAnswers() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1, 2));
        var nothing = unreadable("wss://a:443: cannot be reached.", "wss://b:443: hangs.");
        test.refresh(nothing, nothing, nothing);

        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2));
        assertThat(test.whitelist.state().error())
                .isEqualTo("wss://a:443: cannot be reached. wss://b:443: hangs.");
        assertThat(test.whitelist.state().failures()).isEqualTo(1);
        assertThat(test.whitelist.state().block()).isEqualTo(7);

        test.refresh(metagraph(A, 8, 1, 2));
        assertThat(test.whitelist.state().error()).isNull();
        assertThat(test.whitelist.state().failures()).isEqualTo(1);
    }

    @Test
    void keepsTheListWhenTheRefreshItselfBreaks() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1, 2));
        test.refresh();

        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2));
        assertThat(test.whitelist.state().error())
                .isEqualTo("The refresh failed: NoSuchElementException.");
    }

    @Test
    void dropOfHalfIsTakenAndOfMoreIsNot() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1, 2, 3, 4));
        test.refresh(metagraph(A, 8, 1, 2));
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2));

        test.refresh(metagraph(A, 9, 1, 2, 3, 4, 5));
        test.refresh(metagraph(A, 10, 1, 2, 6, 7, 8, 9), unreadable());
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3, 4, 5));
        assertThat(test.whitelist.state().error())
                .isEqualTo(
                        "wss://a:443 dropped most of the list at block 10, which no other node has"
                                + " confirmed yet.");
    }

    @Test
    void secondEndpointConfirmsADrop() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1, 2, 3));
        test.refresh(metagraph(A, 8, 3), metagraph(B, 8, 3));

        assertThat(test.asked.getLast()).isEqualTo(Set.of(A));
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(3));
    }

    @Test
    void emptyAnswerNeedsConfirmationToo() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1));
        test.refresh(metagraph(A, 8), unreadable());
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1));

        test.refresh(metagraph(A, 9), metagraph(B, 9));
        assertThat(test.whitelist.validators()).isEmpty();
    }

    @Test
    void secondEndpointThatKnowsBetterIsBelieved() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1, 2, 3));
        test.refresh(metagraph(A, 8), metagraph(B, 8, 1, 2, 4));

        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2, 4));
        assertThat(test.whitelist.state().source()).isEqualTo(B);
    }

    @Test
    void twoEndpointsThatDropDifferentlyChangeNothing() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1, 2, 3));
        test.refresh(metagraph(A, 8, 1), metagraph(B, 8, 2));

        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3));
        assertThat(test.whitelist.state().error()).contains(A, B, "not the same");
    }

    @Test
    void laterBlockConfirmsADropAndTheSameBlockDoesNot() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1, 2, 3));
        test.refresh(metagraph(A, 8, 1), unreadable());
        test.refresh(metagraph(A, 8, 1), unreadable());
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3));

        test.refresh(metagraph(A, 9, 2), unreadable());
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3));

        test.refresh(metagraph(A, 10, 2), unreadable());
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(2));
    }

    @Test
    void goodAnswerBetweenForgetsTheDrop() throws InterruptedException {
        test.refresh(metagraph(A, 7, 1, 2, 3));
        test.refresh(metagraph(A, 8, 1), unreadable());
        test.refresh(metagraph(A, 9, 1, 2, 3));
        test.refresh(metagraph(A, 10, 1), unreadable());

        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3));
    }

    @Test
    void trustedValidatorsAreAlwaysInTheUnion() throws InterruptedException {
        var trusted = hotkey(77).address();
        test =
                new TestWhitelist(
                        settings(directory, "alpha", "10000", trusted), chain("ws://node"));
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(77));

        test.refresh(metagraph(A, 7, 1));
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1, 77));
        test.refresh(metagraph(A, 8), metagraph(B, 8));
        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(77));
    }

    @Test
    void ageCountsFromTheStartUntilThereIsAListAndNotAtAllWhenOff() {
        test.now = test.now.plusSeconds(50);
        assertThat(test.whitelist.state().age()).isEqualTo(Duration.ofSeconds(50));
        assertThat(test.whitelist.state().refreshedAt()).isNull();

        var off = new TestWhitelist(settings(directory, "alpha", "10000"), chain("off"));
        off.now = off.now.plusSeconds(50);
        off.refresh.turn();
        assertThat(off.whitelist.state().age()).isZero();
        assertThat(off.asked).isEmpty();
    }
}
