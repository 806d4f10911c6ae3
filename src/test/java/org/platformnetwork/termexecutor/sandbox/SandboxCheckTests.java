package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.springframework.util.unit.DataSize;

class SandboxCheckTests {

    @TempDir Path temporary;

    @Test
    void endsEarlyAndLeavesNothing(@TempDir Path outside) throws Exception {
        var begun = outside.resolve("begun");
        var sandboxCheck = examination();
        var ended = new CompletableFuture<String>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        sandboxCheck.run("touch '%s'; sleep 60".formatted(begun));
                        ended.complete("to its end");
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        ended.completeExceptionally(e);
                    }
                });
        await().until(() -> Files.exists(begun));
        sandboxCheck.destroy();

        assertThatThrownBy(ended::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void runsTheScriptAsAnAgentAndLeavesNothing() throws Exception {
        var sandboxCheck = examination();
        sandboxCheck.run("echo $USER");

        assertThat(sandboxCheck.chosen()).isEqualTo(Isolation.PROCESS);
        assertThat(sandboxCheck.programs()).isEqualTo(System.getProperty("user.name") + "\n");
        assertThat(sandboxCheck.levels())
                .extracting(IsolationReport::isolation)
                .containsExactly(Isolation.values());
        assertThat(sandboxCheck.limits()).hasSize(LimitedResource.values().length);
        assertThat(sandboxCheck.freeBytes()).isPositive();
        assertThat(sandboxCheck.version("no-such-program")).isNull();
        sandboxCheck.destroy();
        assertThat(temporary).isEmptyDirectory();
    }

    private SandboxCheck examination() {
        var settings =
                new SandboxSettings(
                        temporary.resolve("work"),
                        temporary.resolve("data"),
                        "process",
                        false,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());
        var none = DataSize.ofBytes(0);
        return new SandboxCheck(
                settings, new LimitSettings(none, 0, 0, none, 0, none, 0), new ProcessRunner());
    }
}
