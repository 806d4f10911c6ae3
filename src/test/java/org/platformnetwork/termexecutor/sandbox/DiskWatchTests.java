package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.springframework.util.unit.DataSize;

/** When it looks; that it finds what it must is seen in the attacks on limits. */
class DiskWatchTests {

    private static final long LIMIT = 1_000_000;

    private final AtomicLong free = new AtomicLong(10 * LIMIT);
    private final AtomicLong time = new AtomicLong();
    private Path root;
    private DiskWatch watch;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        root = directory;
        var none = DataSize.ofBytes(0);
        var limits = new LimitSettings(none, 0, 0, DataSize.ofBytes(LIMIT), 0, none, 0);
        var layer = Layer.create(directory.resolve("layer"));
        var own = Files.createDirectory(directory.resolve("own"));
        var layout = new Sandbox.Layout(own, own, layer, SandboxPhase.AGENT, "/repo");
        watch =
                new DiskWatch(
                        limits,
                        new HostCommands(new ProcessRunner()),
                        layout,
                        free::get,
                        time::get);
    }

    private void pass(Duration length) {
        time.addAndGet(length.toNanos());
    }

    @Test
    void looksEverySecond() {
        assertThat(watch.isDue()).isFalse();
        pass(Duration.ofMillis(999));
        assertThat(watch.isDue()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(watch.isDue()).isTrue();
    }

    @Test
    void looksAtOnceWhenAsMuchSpaceIsGoneAsTheLimitHasLeft() throws IOException {
        pass(Duration.ofMillis(100));
        free.addAndGet(-LIMIT + 1);
        assertThat(watch.isDue()).isFalse();
        free.addAndGet(-1);
        assertThat(watch.isDue()).isTrue();

        Files.write(root.resolve("own/file"), new byte[(int) LIMIT / 2]);
        assertThat(watch.sample()).isNull();
        pass(Duration.ofMillis(100));
        assertThat(watch.isDue()).isFalse();
        free.addAndGet(-LIMIT / 2);
        assertThat(watch.isDue()).isTrue();
    }

    @Test
    void looksAfterACommandThatIsNotBriefOrTookMuch() throws IOException {
        Files.write(root.resolve("own/file"), new byte[2 * (int) LIMIT]);
        pass(Duration.ofMillis(99));
        assertThat(watch.sampleAfter()).isNull();
        free.addAndGet(-LIMIT);
        assertThat(watch.sampleAfter()).isEqualTo(Limit.DISK);

        free.addAndGet(LIMIT);
        pass(Duration.ofMillis(100));
        assertThat(watch.sampleAfter()).isEqualTo(Limit.DISK);
    }

    @Test
    void looksNoMoreOftenThanItsLooksTake() {
        free.set(0);
        pass(Duration.ofMillis(99));
        assertThat(watch.isDue()).isFalse();
    }
}
