package org.platformnetwork.termexecutor.pipeline.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache.CachedLayer;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache.Lease;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Layer.LayerLifetime;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.springframework.util.FileSystemUtils;

/** Every layer counts 10 bytes. */
class LayerCacheTests {

    @TempDir Path layers;
    private Path directory;

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger prepared = new AtomicInteger();

    @BeforeEach
    void nameDirectory() {
        directory = layers.resolve("basis");
    }

    @Test
    void contentIsPreparedOnce() throws Exception {
        var tasks = tasks(100);

        use(tasks, "a");
        use(tasks, "a");

        assertThat(prepared).hasValue(1);
        assertThat(directory.resolve("a/made")).exists();
    }

    @Test
    void whatMayChangeByItselfIsPreparedAnewAndNotKept() throws Exception {
        var tasks = tasks(100);

        use(tasks, null);
        use(tasks, null);

        assertThat(prepared).hasValue(2);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void leastRecentlyUsedGoesFirst() throws Exception {
        var tasks = tasks(20);
        for (var key : List.of("a", "b", "a", "c")) {
            use(tasks, key);
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void layerInUseIsNeverRemoved() throws Exception {
        var tasks = tasks(0);
        try (var lease = take(tasks, "a")) {
            use(tasks, "b");

            assertThat(lease.prepared().layer().root()).exists();
            assertThat(directory.toFile().list()).containsExactly("a");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void discardedLayerIsMadeAnewOnceNothingUsesIt() throws Exception {
        var tasks = tasks(100);
        try (var lease = take(tasks, "a")) {
            lease.discard();
            use(tasks, "a");
            assertThat(lease.prepared().layer().root()).exists();
        }
        assertThat(directory).isEmptyDirectory();

        use(tasks, "a");
        use(tasks, "a");
        assertThat(prepared).hasValue(2);
    }

    @Test
    void failureIsNotKept() throws Exception {
        var tasks = tasks(100);

        assertThatThrownBy(() ->
                        tasks.acquire(
                                "a",
                                null,
                                place -> {
                                    Files.createDirectories(place.resolve("half"));
                                    throw new PhaseFailedException(FailureClass.INFRA_ERROR, "no");
                                }))
                .isInstanceOf(PhaseFailedException.class);

        assertThat(directory).isEmptyDirectory();
        use(tasks, "a");
        assertThat(prepared).hasValue(1);
    }

    @Test
    void othersOfTheSameContentWait() throws Exception {
        var tasks = tasks(100);
        var preparing = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var first =
                CompletableFuture.runAsync(() -> {
                    try {
                        tasks.acquire(
                                        "a",
                                        null,
                                        place -> {
                                            preparing.countDown();
                                            awaitUninterrupted(go);
                                            return prepare(place);
                                        })
                                .close();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        preparing.await();
        var second =
                CompletableFuture.runAsync(() -> {
                    try {
                        use(tasks, "a");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        go.countDown();
        CompletableFuture.allOf(first, second).join();

        assertThat(prepared).hasValue(1);
    }

    @Test
    void nextServiceUsesWhatIsComplete() throws Exception {
        var first = tasks(100, LayerLifetime.MACHINE);
        first.open();
        use(first, "a");
        first.destroy();
        var next = tasks(100, LayerLifetime.MACHINE);
        next.open();
        try (var lease = take(next, "a")) {
            assertThat(lease.prepared())
                    .isEqualTo(new CachedLayer(new Layer(directory.resolve("a")), List.of()));
        }

        assertThat(prepared).hasValue(1);
    }

    @Test
    void whatMissesSomethingEndsWithTheService() throws Exception {
        var first = tasks(100, LayerLifetime.MACHINE);
        first.open();
        first.acquire(
                        "a",
                        null,
                        place ->
                                new CachedLayer(
                                        prepare(place).layer(),
                                        List.of("Install command 1 exited with code 1.")))
                .close();
        use(first, "a");
        assertThat(prepared).hasValue(1);
        first.destroy();
        var next = tasks(100, LayerLifetime.MACHINE);
        next.open();
        use(next, "a");

        assertThat(prepared).hasValue(2);
    }

    /** As a kill leaves them while they are prepared, or removed. */
    @Test
    void nextServiceRemovesWhatIsNotComplete() throws Exception {
        Files.createDirectories(directory.resolve("half/repo"));
        Files.createDirectories(directory.resolve("empty"));
        Files.createFile(directory.resolve("empty/complete"));
        Files.createDirectories(directory.resolve("new"));
        Files.writeString(directory.resolve("new/complete.new"), "10\n");
        tasks(100, LayerLifetime.MACHINE).open();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void layerLosesItsMarkBeforeAnythingElse() throws Exception {
        var seen = new ArrayList<Path>();
        var tasks =
                new LayerCache(
                        layers,
                        "basis",
                        LayerLifetime.MACHINE,
                        10,
                        place -> seen.add(place.resolve("complete")),
                        layer -> 10,
                        clock);
        use(tasks, "a");
        clock.advance(Duration.ofSeconds(1));
        use(tasks, "b");

        assertThat(directory.resolve("b/complete")).exists();
        assertThat(seen)
                .last()
                .isEqualTo(directory.resolve("a/complete"))
                .satisfies(mark -> assertThat(mark).doesNotExist());
    }

    @Test
    void nextServiceRemovesTheLeastRecentlyUsedFirst() throws Exception {
        var first = tasks(30, LayerLifetime.MACHINE);
        for (var key : List.of("a", "b", "a", "c")) {
            use(first, key);
            clock.advance(Duration.ofSeconds(1));
        }
        tasks(20, LayerLifetime.MACHINE).open();

        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void nextServiceUsesNothingThatRestsOnAnother() throws Exception {
        Files.createDirectories(layers.resolve("other/a"));
        Files.writeString(layers.resolve("other/a/complete"), "10\n");
        tasks(100, LayerLifetime.MACHINE).open();

        assertThat(layers.toFile().list()).containsExactly("basis");
    }

    @ParameterizedTest
    @EnumSource(
            value = LayerLifetime.class,
            names = {"TASK", "SERVICE"})
    void nothingOutlivesTheServiceWhereTasksCouldWriteToIt(LayerLifetime lifetime)
            throws Exception {
        var first = tasks(100, lifetime);
        first.open();
        use(first, "a");
        first.destroy();
        assertThat(directory).doesNotExist();

        Files.createDirectories(directory.resolve("a"));
        Files.writeString(directory.resolve("a/complete"), "10\n");
        var next = tasks(100, lifetime);
        next.open();
        use(next, "a");
        assertThat(prepared).hasValue(2);
    }

    @Test
    void nothingIsSharedWhereTasksCouldWriteToIt() throws Exception {
        var tasks = tasks(100, LayerLifetime.TASK);
        try (var _ = take(tasks, "a");
                var _ = take(tasks, "a")) {
            assertThat(prepared).hasValue(2);
        }

        assertThat(directory).isEmptyDirectory();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private LayerCache tasks(long maxBytes) {
        return tasks(maxBytes, LayerLifetime.SERVICE);
    }

    private LayerCache tasks(long maxBytes, LayerLifetime lifetime) {
        return new LayerCache(
                layers, "basis", lifetime, maxBytes, this::remove, layer -> 10, clock);
    }

    private void use(LayerCache tasks, @Nullable String key) throws Exception {
        take(tasks, key).close();
    }

    private Lease take(LayerCache tasks, @Nullable String key) throws Exception {
        return tasks.acquire(key, null, this::prepare);
    }

    private CachedLayer prepare(Path place) throws IOException {
        prepared.incrementAndGet();
        Files.createDirectories(place);
        Files.createFile(place.resolve("made"));
        return new CachedLayer(new Layer(place), List.of());
    }

    private void remove(Path tree) {
        FileSystemUtils.deleteRecursively(tree.toFile());
    }
}
