package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult.Ready;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult.Refused;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult.TimedOut;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.Simultaneously;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.unit.DataSize;

@EnabledIfCommand("git")
class MirrorsTests {

    @TempDir Path temporary;
    private TestRepository origin;
    private String base;
    private Checkouts checkouts;

    @BeforeEach
    void makeOrigin() throws IOException {
        origin = TestRepository.create(temporary.resolve("origin"));
        base = origin.commit("answer.txt", "41\n");
        origin.commit("answer.txt", "42\n");
        checkouts = Checkouts.of(temporary, "file");
    }

    @Test
    void commitThatWasFetchedNeedsNoNetwork() throws IOException {
        checkouts.ready(origin.url(), base);
        Checkouts.forget(origin);

        assertThat(checkouts.ready(origin.url(), base).head()).isEqualTo(base);
    }

    @Test
    void mirrorOutlivesTheService() throws IOException {
        checkouts.ready(origin.url(), base);
        Checkouts.forget(origin);

        var later = Checkouts.of(Files.createDirectory(temporary.resolve("later")), "file");
        Files.delete(temporary.resolve("later/home/mirrors/locks"));
        Files.delete(temporary.resolve("later/home/mirrors"));
        Files.move(temporary.resolve("home/mirrors"), temporary.resolve("later/home/mirrors"));

        assertThat(later.ready(origin.url(), base).head()).isEqualTo(base);
    }

    @Test
    void shortHashNeedsTheWholeRepositoryAndThenNoNetwork() throws IOException {
        checkouts.ready(origin.url(), base);
        checkouts.ready(origin.url(), base.substring(0, 8));
        Checkouts.forget(origin);

        assertThat(checkouts.ready(origin.url(), base.substring(0, 8)).head()).isEqualTo(base);
        assertThat(checkouts.checkout(origin.url(), "0000000")).isInstanceOf(Refused.class);
    }

    @Test
    void newCommitIsFetchedIntoTheMirrorThatIsThere() throws IOException {
        checkouts.ready(origin.url(), base);
        checkouts.ready(origin.url(), base.substring(0, 8));
        var newer = origin.commit("answer.txt", "43\n");

        assertThat(checkouts.ready(origin.url(), newer).head()).isEqualTo(newer);
        assertThat(checkouts.ready(origin.url(), newer.substring(0, 8)).head()).isEqualTo(newer);
    }

    @Test
    void deepCommitComesFromServerThatGivesNoneByHash() throws IOException {
        for (int i = 0; i < 120; i++) {
            origin.git("commit", "--quiet", "--allow-empty", "--message=later");
        }
        origin.git("update-server-info");
        var server = Checkouts.serve(origin.directory().resolve(".git"));
        var url = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
        var overHttp = Checkouts.of(temporary, "http");
        try {
            overHttp.ready(url, base);
        } finally {
            server.stop(0);
        }

        assertThat(overHttp.ready(url, base).head()).isEqualTo(base);
    }

    @Test
    void outageLeavesTheMirrorAsItIs() throws IOException {
        checkouts.ready(origin.url(), base);
        Checkouts.forget(origin);

        assertThat(checkouts.checkout(origin.url(), "1".repeat(40))).isInstanceOf(Refused.class);
        assertThat(checkouts.ready(origin.url(), base).head()).isEqualTo(base);
    }

    @Test
    void mirrorThatWasLeftInTheMiddleOfAChangeIsMadeAnew() throws IOException {
        checkouts.ready(origin.url(), base);
        var mirror = checkouts.mirror(origin.url());
        mirror.beginChange();
        Files.createFile(mirror.directory().resolve("shallow.lock"));
        var newer = origin.commit("answer.txt", "43\n");

        checkouts.ready(origin.url(), newer);

        assertThat(mirror.isBusy()).isFalse();
        assertThat(mirror.directory().resolve("shallow.lock")).doesNotExist();
    }

    @Test
    void mirrorWithDamagedPacksIsMadeAnew() throws IOException {
        checkouts.ready(origin.url(), base);
        for (var pack : packs(origin.url())) {
            assertThat(pack.toFile().setWritable(true)).isTrue();
            var bytes = Files.readAllBytes(pack);
            bytes[bytes.length / 2] ^= 0x55;
            Files.write(pack, bytes);
        }

        assertThat(checkouts.ready(origin.url(), base).git("fsck", "--full")).isEmpty();
    }

    @Test
    void mirrorWithoutItsFilesIsMadeAnew() throws IOException {
        checkouts.ready(origin.url(), base);
        Files.delete(checkouts.mirror(origin.url()).directory().resolve("HEAD"));

        checkouts.ready(origin.url(), base);
    }

    @Test
    void editOfTheTreesObjectsDoesNotReachTheMirror() throws IOException {
        var tree = checkouts.ready(origin.url(), base);
        try (Stream<Path> files = Files.walk(tree.directory().resolve(".git/objects"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
                assertThat(file.toFile().setWritable(true)).isTrue();
                Files.writeString(file, "spoilt");
            }
        }
        assertThat(tree.directory().resolve(".git/objects/info/alternates")).doesNotExist();
        Checkouts.forget(origin);

        assertThat(checkouts.ready(origin.url(), base).git("fsck", "--full")).isEmpty();
    }

    @Test
    void manyTasksOfOneRepositoryFetchItOnce() throws IOException {
        var places = new Checkouts[4];
        for (int i = 0; i < places.length; i++) {
            places[i] = Checkouts.sharing(temporary, "place-" + i);
        }

        var results =
                Simultaneously.call(
                        places.length,
                        number -> {
                            try {
                                return places[number].checkout(origin.url(), base);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });

        assertThat(results).containsOnly(new Ready(base, List.of()));
        assertThat(packs(origin.url())).hasSize(1);
    }

    @Test
    void waitingForAnotherUserOfTheMirrorIsBounded() throws IOException {
        var impatient = new Checkouts(temporary, Duration.ofMillis(300), Set.of("file"));
        var mirror = impatient.mirror(origin.url());
        try (var file =
                        FileChannel.open(
                                temporary.resolve("home/mirrors/locks"), StandardOpenOption.WRITE);
                var held = file.lock(mirror.lockNumber(), 1, false)) {
            assertThat(held.isValid()).isTrue();
            assertThat(impatient.checkout(origin.url(), base)).isEqualTo(new TimedOut());
        }
    }

    @Test
    void leastRecentlyUsedMirrorGoesFirst() throws IOException {
        var second = TestRepository.create(temporary.resolve("second"));
        var third = TestRepository.create(temporary.resolve("third"));
        second.commit("a.txt", "a");
        third.commit("b.txt", "b");
        checkouts.ready(origin.url(), base);
        long one = checkouts.mirror(origin.url()).usage().bytes();
        var limited = limitedTo(one * 5 / 2);
        limited.ready(second.url(), second.head());
        limited.ready(origin.url(), base);

        limited.ready(third.url(), third.head());

        assertThat(limited.mirror(second.url()).directory()).doesNotExist();
        assertThat(limited.mirror(origin.url()).directory()).exists();
        assertThat(limited.mirror(third.url()).directory()).exists();
    }

    @Test
    void mirrorsStayUpToTheLimitAndGoBeyond() throws IOException {
        checkouts.ready(origin.url(), base);
        var mirror = checkouts.mirror(origin.url());
        long bytes = mirror.usage().bytes();
        assertThat(bytes).isPositive();

        for (long limit : new long[] {bytes + 1, bytes}) {
            mirror.remove();
            limitedTo(limit).ready(origin.url(), base);
            assertThat(mirror.usage().bytes()).isEqualTo(bytes);
        }
        mirror.remove();
        limitedTo(bytes - 1).ready(origin.url(), base);
        assertThat(mirror.directory()).doesNotExist();
    }

    @Test
    void mirrorInUseIsNotEvicted() throws IOException, InterruptedException {
        checkouts.ready(origin.url(), base);
        var second = TestRepository.create(temporary.resolve("second"));
        second.commit("a.txt", "a");
        var mirror = checkouts.mirror(origin.url());
        try (var locks = new MirrorLocks(temporary.resolve("home/mirrors/locks"));
                var held = locks.acquire(mirror.lockNumber(), Duration.ZERO)) {
            assertThat(held).isNotNull();
            limitedTo(0).ready(second.url(), second.head());
            assertThat(mirror.directory()).exists();
        }
        assertThat(checkouts.mirror(second.url()).directory()).doesNotExist();
    }

    private Checkouts limitedTo(long bytes) throws IOException {
        return new Checkouts(
                temporary, Duration.ofSeconds(60), DataSize.ofBytes(bytes), Set.of("file"));
    }

    private List<Path> packs(String url) throws IOException {
        try (var files = Files.list(checkouts.mirror(url).directory().resolve("objects/pack"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).toList();
        }
    }
}
