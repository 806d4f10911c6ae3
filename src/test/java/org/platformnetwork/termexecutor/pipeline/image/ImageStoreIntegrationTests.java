package org.platformnetwork.termexecutor.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.TestImage;
import org.platformnetwork.termexecutor.testing.TestImage.Layer;
import org.platformnetwork.termexecutor.testing.TestRegistry;
import org.springframework.util.FileSystemUtils;

@EnabledIfCommand({"bwrap", "skopeo", "containers-storage", "docker-registry"})
class ImageStoreIntegrationTests {

    private static final long MEGABYTE = 1 << 20;

    @TempDir static Path shared;

    private static TestRegistry registry;

    @TempDir Path base;

    private final ManualClock clock = new ManualClock();
    private final List<String> insecure = new ArrayList<>();
    private Duration timeout = Duration.ofMinutes(5);

    @BeforeAll
    static void start() {
        registry = TestRegistry.start(shared.resolve("registry"));
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    private ImageStore store;

    @BeforeEach
    void open() throws IOException, PhaseFailedException {
        insecure.add(registry.name());
        store = opened(64 * MEGABYTE, 64 * MEGABYTE);
    }

    @Test
    void imageIsPulledOnceHoweverManyAsk() throws Exception {
        var source = pushed("once:1", new TestImage().layer(files("a")));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<String>>();
            for (int i = 0; i < 8; i++) {
                asked.add(
                        threads.submit(() -> {
                            try (var lease = store.acquire(source)) {
                                return lease.root().digest();
                            }
                        }));
            }
            for (var one : asked) {
                assertThat(one.get()).isEqualTo(asked.getFirst().get());
            }
        }

        assertThat(store.usage().pulls()).isEqualTo(1);
        assertThat(store.usage().hits()).isEqualTo(7);
    }

    @Test
    void sharedLayersAreStoredOnce() throws Exception {
        var base = new Layer().file("base", new byte[(int) MEGABYTE], 0644);
        var bytes = base.archive();
        store.acquire(pushed("shared:1", new TestImage().layer(bytes).layer(files("one")))).close();
        long first = store.usage().bytes();
        store.acquire(pushed("shared:2", new TestImage().layer(bytes).layer(files("two")))).close();

        assertThat(store.usage().bytes() - first).isLessThan(MEGABYTE / 2);
        assertThat(store.usage().pulledBytes()).isEqualTo(store.usage().bytes());
        assertThat(layers()).hasSize(3);
    }

    @Test
    void tagIsLookedUpAgainAfterAWhile() throws Exception {
        var source = pushed("tag:1", new TestImage().layer(files("before")));
        var before = digest(source);
        pushed("tag:1", new TestImage().layer(files("after")));

        assertThat(digest(source)).isEqualTo(before);
        clock.advance(Duration.ofMinutes(11));
        assertThat(digest(source)).isNotEqualTo(before);
        assertThat(store.usage().images()).isEqualTo(2);
    }

    @Test
    void tagThatCannotBeLookedUpAgainIsWhatItWas() throws Exception {
        ImageSource source;
        String before;
        try (var own = TestRegistry.start(base.resolve("own"))) {
            insecure.add(own.name());
            store = opened(64 * MEGABYTE, 64 * MEGABYTE);
            own.push(
                    new TestImage().layer(files("own")).write(base.resolve("layout-own")), "own:1");
            var name = Objects.requireNonNull(ImageName.parse(own.name() + "/own:1"));
            source = new ImageSource(name, true);
            before = digest(source);
        }
        clock.advance(Duration.ofMinutes(11));

        assertThat(digest(source)).isEqualTo(before);
        store = opened(64 * MEGABYTE, 64 * MEGABYTE);
        assertThat(store.find(source)).isNull();
        assertThat(digest(source)).isEqualTo(before);
    }

    /** It would keep the image from being pulled whose configuration it has. */
    @Test
    void layersAreThoseOfTheConfiguration() throws Exception {
        var honest = new TestImage().layer(files("honest")).layer(files("upper"));
        var forged = new TestImage().layer(files("forged")).layer(files("upper")).listing(honest);

        assertFails(pushed("forged:1", forged), FailureClass.INVALID_TASK, "its layers are not");
        assertThat(layers()).isEmpty();
        store.acquire(pushed("honest:1", honest)).close();
        assertThat(layers()).hasSize(2);
        assertFails(source("forged:1"), FailureClass.INVALID_TASK, "");
        assertThat(layers()).hasSize(2);
    }

    @Test
    void digestIsFoundInItsOwnRepositoryOnly() throws Exception {
        var source = pushed("mine:1", new TestImage().layer(files("mine")));
        var digest = digest(source);

        store = opened(64 * MEGABYTE, 64 * MEGABYTE);
        Objects.requireNonNull(store.find(source.at(digest))).close();
        assertThat(store.find(source("other:1").at(digest))).isNull();
        assertFails(source("other:1").at(digest), FailureClass.INVALID_TASK, "no such image");
    }

    @Test
    void registryThatSaysNothingIsNotWaitedForLong() throws Exception {
        timeout = Duration.ofSeconds(2);
        try (var silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            var source = source(silent);
            store = opened(64 * MEGABYTE, 64 * MEGABYTE);

            assertThatThrownBy(() -> store.acquire(source)).isInstanceOf(NoAnswerException.class);
        }
    }

    @Test
    void slowRegistryKeepsNobodyFromAnother() throws Exception {
        var other = pushed("quick:1", new TestImage().layer(files("quick")));
        try (var silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var source = source(silent);
            store = opened(64 * MEGABYTE, 64 * MEGABYTE);
            var asked = threads.submit(() -> store.acquire(source));
            try (var _ = silent.accept()) {
                store.acquire(other).close();
                assertThat(asked).isNotDone();
            }
            threads.shutdownNow();
        }
    }

    private ImageSource source(ServerSocket server) {
        var name = "127.0.0.1:%d".formatted(server.getLocalPort());
        insecure.add(name);
        return new ImageSource(Objects.requireNonNull(ImageName.parse(name + "/a")), true);
    }

    @Test
    void digestThatIsHereNeedsNoRegistry() throws Exception {
        var index =
                TestImage.writeIndex(
                        shared.resolve("layout-index"),
                        List.of(
                                new TestImage().of("s390x").layer(files("other")),
                                new TestImage().layer(files("index"))));
        registry.push(index, "index:1");
        var tag = source("index:1");
        var digest = digest(tag);
        var indexDigest = TestImage.digest(index);
        digest(tag.at(indexDigest));
        store = opened(64 * MEGABYTE, 64 * MEGABYTE);

        for (var known : List.of(digest, indexDigest)) {
            var name = tag.at(known).name();
            try (var lease = Objects.requireNonNull(store.find(new ImageSource(name, true)))) {
                assertThat(lease.root().digest()).isEqualTo(digest);
            }
        }
    }

    @Test
    void layersMayBeZstandard() throws Exception {
        registry.push(
                new TestImage().layer(files("zstd")).write(shared.resolve("layout-zstd")),
                "zstd:1",
                "--dest-compress-format=zstd",
                "--dest-compress");

        store.acquire(source("zstd:1")).close();

        assertThat(layers()).hasSize(1);
    }

    @Test
    void imageForAnotherProcessorIsTheTasksFault() {
        var single = pushed("s390x:1", new TestImage().of("s390x").layer(files("a")));
        var index =
                TestImage.writeIndex(
                        shared.resolve("layout-others"),
                        List.of(
                                new TestImage().of("s390x").layer(files("b")),
                                new TestImage().of("mips").layer(files("c"))));
        registry.push(index, "others:1");

        assertFails(single, FailureClass.INVALID_TASK, "it is for linux/s390x");
        assertFails(source("others:1"), FailureClass.INVALID_TASK, "only linux/mips, linux/s390x");
    }

    @Test
    void bombEndsAtTheLimit() throws Exception {
        store = opened(4 * MEGABYTE, 64 * MEGABYTE);
        var zeros = new Layer().file("zeros", new byte[(int) (32 * MEGABYTE)], 0644);

        assertFails(
                pushed("bomb:1", new TestImage().layer(zeros)),
                FailureClass.INVALID_TASK,
                "more than 4194304 bytes (IMAGE_MAX_BYTES)");
        assertThat(layers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401, a, INVALID_TASK, not for everyone",
        "404, a, INVALID_TASK, has no such image",
        "500, a, INFRA_ERROR, could not be reached",
        "500, denied/404:unauthorized, INFRA_ERROR, could not be reached",
        "500, a/404:404, INFRA_ERROR, could not be reached",
    })
    void answerOfARegistryTellsWhoseFaultItIs(
            int code, String image, FailureClass failure, String reason) throws Exception {
        try (var server = RefusingRegistry.start(code)) {
            var name = server.name();
            insecure.add(name);
            store = opened(64 * MEGABYTE, 64 * MEGABYTE);
            assertFails(
                    new ImageSource(
                            Objects.requireNonNull(ImageName.parse(name + "/" + image)), true),
                    failure,
                    reason);
        }
    }

    @Test
    void privateAddressIsRefusedUnlessTheOperatorChoseIt() throws Exception {
        var name = "0.0.0.0:%d/none:1".formatted(registry.port());
        var chosenByTask = new ImageSource(Objects.requireNonNull(ImageName.parse(name)), false);

        assertFails(chosenByTask, FailureClass.INVALID_TASK, "not on the public internet");
    }

    @Test
    void leastRecentlyUsedGoesAndNeverOneInUse() throws Exception {
        store = opened(64 * MEGABYTE, 3 * MEGABYTE);
        var used = store.acquire(pushed("evict:1", large("one")));
        store.acquire(pushed("evict:2", large("two"))).close();
        clock.advance(Duration.ofSeconds(1));
        store.acquire(pushed("evict:3", large("three"))).close();

        assertThat(store.find(source("evict:2"))).isNull();
        assertThat(Files.isDirectory(used.root().storage())).isTrue();
        assertThat(layers()).hasSize(2);
        clock.advance(Duration.ofSeconds(1));
        used.close();
        store.acquire(pushed("evict:4", large("four"))).close();
        assertThat(store.find(source("evict:3"))).isNull();
        assertThat(layers()).hasSize(2);
    }

    private static TestImage large(String name) {
        var bytes = new byte[(int) (3 * MEGABYTE / 2) - 20_000];
        return new TestImage().layer(new Layer().file(name, bytes, 0644));
    }

    @Test
    void hostileLayersWriteNothingOutside() throws Exception {
        var outside = shared.resolve("outside");
        var images = HostileImages.leadingTo(shared);
        var passwd = Files.readString(Path.of("/etc/passwd"));

        for (int i = 0; i < images.size(); i++) {
            try {
                store.acquire(pushed("hostile:" + i, images.get(i))).close();
            } catch (PhaseFailedException e) {
                assertThat(e.failureClass())
                        .as(i + " " + e.error())
                        .isEqualTo(FailureClass.INVALID_TASK);
            }
        }

        assertThat(outside).doesNotExist();
        assertThat(Path.of("/outside")).doesNotExist();
        assertThat(Path.of("/memory")).doesNotExist();
        assertThat(Files.readString(Path.of("/etc/passwd"))).isEqualTo(passwd);
        try (Stream<Path> content = Files.list(base.resolve("work"))) {
            assertThat(content).extracting(Path::getFileName).containsExactly(Path.of("images"));
        }
    }

    /** What SIGKILL leaves of a pull: unpacked layers, no image and no mark. */
    @Test
    void pullThatWasKilledIsCleanedUpAtTheNextStart() throws Exception {
        var source = pushed("killed:1", new TestImage().layer(files("a")).layer(files("b")));
        store.acquire(source).close();
        try (Stream<Path> marks = Files.walk(base.resolve("work/images/images"))) {
            for (var mark : marks.filter(path -> path.endsWith("image.json")).toList()) {
                Files.delete(mark);
            }
        }
        Files.writeString(base.resolve("work/images/tmp/left"), "x");

        store = opened(64 * MEGABYTE, 64 * MEGABYTE);

        assertThat(store.usage().images()).isZero();
        assertThat(layers()).isEmpty();
        assertThat(base.resolve("work/images/tmp/left")).doesNotExist();
        store.acquire(source).close();
        assertThat(layers()).hasSize(2);
    }

    private List<Path> layers() throws IOException {
        try (Stream<Path> content = Files.list(base.resolve("work/images/storage/overlay"))) {
            return content.filter(path -> Files.isDirectory(path.resolve("diff"))).toList();
        }
    }

    private String digest(ImageSource source) throws Exception {
        try (var lease = store.acquire(source)) {
            return lease.root().digest();
        }
    }

    private void assertFails(ImageSource source, FailureClass failure, String reason) {
        assertThatThrownBy(() -> store.acquire(source))
                .asInstanceOf(type(PhaseFailedException.class))
                .satisfies(e -> assertThat(e.error()).contains(reason))
                .satisfies(e -> assertThat(e.failureClass()).isEqualTo(failure));
    }

    private static Layer files(String name) {
        return new Layer().directory("etc").file("etc/" + name, name);
    }

    private static ImageSource pushed(String name, TestImage image) {
        var layout = shared.resolve("layout-" + name.replace(':', '-'));
        FileSystemUtils.deleteRecursively(layout.toFile());
        registry.push(image.write(layout), name);
        return source(name);
    }

    private static ImageSource source(String name) {
        var whole = Objects.requireNonNull(ImageName.parse(registry.name() + "/" + name));
        return new ImageSource(whole, true);
    }

    private ImageStore opened(long maxBytes, long cacheBytes)
            throws IOException, PhaseFailedException {
        return OpenedStore.in(
                base, new OpenedStore.Limits(insecure, timeout, maxBytes, cacheBytes), clock);
    }
}
