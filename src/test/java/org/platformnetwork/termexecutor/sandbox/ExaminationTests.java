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

class ExaminationTests {

    @TempDir Path temporary;

    @Test
    void endsEarlyAndLeavesNothing(@TempDir Path outside) throws Exception {
        var begun = outside.resolve("begun");
        var examination = examination();
        var ended = new CompletableFuture<String>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        examination.run("touch '%s'; sleep 60".formatted(begun));
                        ended.complete("to its end");
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        ended.completeExceptionally(e);
                    }
                });
        await().until(() -> Files.exists(begun));
        examination.destroy();

        assertThatThrownBy(ended::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void runsTheScriptAsAnAgentAndLeavesNothing() throws Exception {
        var examination = examination();
        examination.run("echo $USER");

        assertThat(examination.chosen()).isEqualTo(Isolation.PROCESS);
        assertThat(examination.programs()).isEqualTo(System.getProperty("user.name") + "\n");
        assertThat(examination.levels())
                .extracting(LevelReport::isolation)
                .containsExactly(Isolation.values());
        assertThat(examination.limits()).hasSize(BoundResource.values().length);
        assertThat(examination.freeBytes()).isPositive();
        assertThat(examination.version("no-such-program")).isNull();
        examination.destroy();
        assertThat(temporary).isEmptyDirectory();
    }

    private Examination examination() {
        var settings =
                new SandboxSettings(
                        temporary.resolve("work"),
                        temporary.resolve("data"),
                        "process",
                        false,
                        DataSize.ofMegabytes(1),
                        List.of());
        var none = DataSize.ofBytes(0);
        return new Examination(
                settings, new LimitSettings(none, 0, 0, none, 0, none, 0), new ProcessRunner());
    }
}
