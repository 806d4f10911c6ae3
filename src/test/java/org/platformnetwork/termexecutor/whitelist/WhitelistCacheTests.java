package org.platformnetwork.termexecutor.whitelist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.A;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.B;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.chain;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.hotkeys;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.metagraph;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.settings;
import static org.platformnetwork.termexecutor.whitelist.TestWhitelist.unreadable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;

class WhitelistCacheTests {

    @TempDir Path temporary;
    private Path directory;
    private Path file;

    @BeforeEach
    void firstRun() throws InterruptedException {
        directory = temporary.resolve("not/yet/there");
        file = directory.resolve("validators.json");
        new TestWhitelist(directory).refresh(metagraph(A, 7, 1, 2, 3));
    }

    @Test
    void nextStartBeginsWithTheLastGoodList() throws InterruptedException {
        var next = new TestWhitelist(directory);
        next.now = next.now.plusSeconds(3600);

        assertThat(next.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3));
        assertThat(next.whitelist.state().source()).isEqualTo("cache");
        assertThat(next.whitelist.state().block()).isEqualTo(7);
        assertThat(next.whitelist.state().age()).isEqualTo(Duration.ofHours(1));

        next.refresh(unreadable("x."), unreadable("x."), unreadable("x."));
        assertThat(next.whitelist.state().source()).isEqualTo("cache");
        assertThat(next.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3));

        next.refresh(metagraph(B, 8, 1, 2));
        assertThat(next.whitelist.state().source()).isEqualTo(B);
        assertThat(new TestWhitelist(directory).whitelist.validators()).isEqualTo(hotkeys(1, 2));
    }

    @Test
    void leavesNoOtherFileBehind() throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void dropAgainstTheCachedListNeedsConfirmation() throws InterruptedException {
        var next = new TestWhitelist(directory);
        next.refresh(metagraph(A, 8, 1), unreadable());

        assertThat(next.whitelist.validators()).isEqualTo(hotkeys(1, 2, 3));
    }

    @Test
    void ignoresAListOfOtherSettings() {
        assertThat(validatorsWith(settings(directory, "tao", "10000"), chain("ws://node")))
                .isZero();
        assertThat(validatorsWith(settings(directory, "alpha", "9999"), chain("ws://node")))
                .isZero();
        assertThat(
                        validatorsWith(
                                settings(directory, "alpha", "10000"),
                                new ChainSettings(List.of("ws://node"), "any", 101)))
                .isZero();
        assertThat(
                        validatorsWith(
                                settings(directory, "alpha", "10000"),
                                new ChainSettings(
                                        List.of("ws://node"), "0x" + "45".repeat(32), 100)))
                .isZero();
        assertThat(validatorsWith(settings(directory, "alpha", "10000"), chain("off"))).isZero();
        assertThat(validatorsWith(settings(directory, "alpha", "10000.0"), chain("ws://other")))
                .isEqualTo(3);
    }

    @Test
    void ignoresADamagedFile() throws IOException {
        var whole = Files.readString(file);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(file, whole.substring(0, length));
            assertThat(new TestWhitelist(directory).whitelist.validators()).isEmpty();
        }
        for (var damaged :
                List.of(
                        "null",
                        "[]",
                        "{}",
                        whole.replaceFirst("\"block\":7", "\"block\":null"),
                        whole.replaceFirst("\"validators\":\\[\"5", "\"validators\":[\"4"),
                        whole.replaceFirst("\"validators\":\\[", "\"validators\":[null,"),
                        whole.replaceFirst("\"validators\":\\[", "\"validators\":[\"\","))) {
            assertThat(damaged).isNotEqualTo(whole);
            Files.writeString(file, damaged);
            assertThat(new TestWhitelist(directory).whitelist.validators()).isEmpty();
        }
        Files.writeString(file, whole + " ".repeat(8 << 20));
        assertThat(new TestWhitelist(directory).whitelist.validators()).isEmpty();
        Files.writeString(file, whole);
        assertThat(new TestWhitelist(directory).whitelist.validators()).hasSize(3);
    }

    @Test
    void directoryThatCannotBeWrittenStopsNothing() throws IOException, InterruptedException {
        var blocked = Files.writeString(temporary.resolve("a-file"), "").resolve("data");
        var test = new TestWhitelist(blocked);
        test.refresh(metagraph(A, 7, 1));

        assertThat(test.whitelist.validators()).isEqualTo(hotkeys(1));
    }

    private static int validatorsWith(WhitelistSettings settings, ChainSettings chain) {
        return new TestWhitelist(settings, chain).whitelist.validators().size();
    }
}
