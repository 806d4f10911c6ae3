package org.platformnetwork.termexecutor.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;
import org.platformnetwork.termexecutor.process.ProcessRunner;

class LiveOutputTests {

    private final List<String> pieces = new CopyOnWriteArrayList<>();
    private final LiveOutput live = new LiveOutput(pieces::add);

    private void hear(byte... bytes) {
        live.output(bytes, 0, bytes.length);
    }

    private void end(String text) {
        live.end(new CapturedOutput(text, text.getBytes(UTF_8).length, false));
    }

    private String passed() {
        return String.join("", pieces);
    }

    @Test
    void firstPieceIsPassedOnWhileTheCommandRuns() {
        hear("begun\n".getBytes(UTF_8));

        await().until(() -> passed().equals("begun\n"));
        end("begun\n");
        assertThat(pieces).containsExactly("begun\n");
    }

    @Test
    void manySmallWritesAreFewPieces() {
        var text = "x".repeat(10_000);
        for (int i = 0; i < text.length(); i++) {
            hear((byte) 'x');
        }
        end(text);

        assertThat(passed()).isEqualTo(text);
        assertThat(pieces).hasSizeLessThan(100);
    }

    @Test
    void characterThatComesInPartsIsWhole() {
        var passed = "";
        for (var character : List.of("a", "\u4e2d", "\ud83d\ude00")) {
            for (byte part : character.getBytes(UTF_8)) {
                hear(part);
            }
            passed += character;
            await().until(this::passed, passed::equals);
        }
        end("a\u4e2d\ud83d\ude00");

        assertThat(passed()).isEqualTo("a\u4e2d\ud83d\ude00");
        assertThat(pieces).noneMatch(piece -> piece.contains("\ufffd"));
    }

    @Test
    void silentCommandHasNoPieces() {
        end("");

        assertThat(pieces).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99, 100, 101, 5_000})
    void piecesTogetherAreWhatIsKept(int length, @TempDir Path directory) {
        var command =
                new Command(
                        List.of("bash", "-c", "head -c " + length + " /dev/urandom | tr -d '\\n'"),
                        directory,
                        Map.of("PATH", "/usr/bin:/bin"),
                        Duration.ofMinutes(1),
                        100);

        var outcome = (ProcessResult.Exited) new ProcessRunner().run(command, live);
        live.end(outcome.output());

        assertThat(passed()).isEqualTo(outcome.output().text());
    }

    @Test
    void invalidBytesAreReplacedAsInWhatIsKept() {
        var random = new Random(7);
        var bytes = new byte[20_000];
        random.nextBytes(bytes);
        int sent = 0;
        while (sent < bytes.length) {
            int length = Math.min(bytes.length - sent, 1 + random.nextInt(700));
            live.output(bytes, sent, length);
            sent += length;
        }
        await().until(() -> passed().length() > 15_000);
        end(new String(bytes, UTF_8));

        assertThat(passed()).isEqualTo(new String(bytes, UTF_8));
    }
}
