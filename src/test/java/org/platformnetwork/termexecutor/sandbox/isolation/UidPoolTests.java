package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.sandbox.host.UidRange;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

class UidPoolTests {

    private static final int ALL = 20;

    /** Of no service that runs on this machine at the same time. */
    private static final int FIRST = UidRange.LAST + 100;

    @TempDir Path temporary;
    private Path place;
    private Path database;
    private UidPool users;

    @BeforeEach
    void open() throws IOException {
        place = temporary.resolve("task/0");
        database = Files.writeString(temporary.resolve("passwd"), "");
        users = users();
    }

    @AfterEach
    void close() throws IOException {
        users.close();
    }

    @Test
    void givesEachUserOnce() throws IOException {
        for (int i = 0; i < ALL; i++) {
            assertThat(users.acquire(List.of(place.resolve("" + i)))).isEqualTo(FIRST + i);
        }

        assertThatIOException().isThrownBy(() -> users.acquire(List.of(place)));
    }

    @Test
    void givesUserAgainOnceItsPlacesAreGone() throws IOException {
        var layer = place.resolveSibling("layer");
        int user = users.acquire(List.of(place, layer));
        for (int i = 1; i < ALL; i++) {
            users.acquire(List.of(temporary.resolve("" + i)));
        }
        users.release(layer);
        assertThatIOException().isThrownBy(() -> users.acquire(List.of(place)));
        users.release(temporary.resolve("task"));

        assertThat(users.acquire(List.of(place))).isEqualTo(user);
    }

    @Test
    void givesTheUserLastThatWasFreedLast() throws IOException {
        int user = users.acquire(List.of(place));
        users.release(place);

        assertThat(users.acquire(List.of(place))).isEqualTo(user + 1);
    }

    @Test
    void neverGivesSpoiledUserAgain() throws IOException {
        int user = users.acquire(List.of(place));
        users.quarantine(user);
        users.release(place);
        for (int i = 1; i < ALL; i++) {
            assertThat(users.acquire(List.of(place))).isNotEqualTo(user);
        }

        assertThatIOException().isThrownBy(() -> users.acquire(List.of(place)));
    }

    @Test
    void placesOfOthersFreeNobody() throws IOException {
        int user = users.acquire(List.of(place));
        users.release(temporary.resolve("task/01"));
        users.release(place.resolve("tmp/git"));

        assertThat(users.of(place)).isEqualTo(user);
    }

    @Test
    void skipsUsersThatThisMachineKnows() throws IOException {
        users.close();
        Files.writeString(
                database,
                """
                task65100:x:65100:65100::/home:/bin/sh
                someone:x:%d:100::/:/bin/sh
                broken
                """
                        .formatted(FIRST));
        users = users();

        assertThat(users.acquire(List.of(place))).isEqualTo(FIRST + 1);
    }

    @Test
    void saysWhetherTheMachineHasEntriesForThem() throws IOException {
        assertThat(users.haveNames()).isFalse();
        users.close();
        int last = FIRST + ALL - 1;
        Files.writeString(database, "task%d:x:%<d:%<d::/:/bin/sh\n".formatted(last));
        users = users();

        assertThat(users.haveNames()).isTrue();
    }

    @Test
    void entriesOfAnyEncodingAreRead() throws IOException {
        users.close();
        Files.writeString(
                database,
                "jörg:x:%d:100:Jörg:/:/bin/sh\n".formatted(FIRST),
                StandardCharsets.ISO_8859_1);
        users = users();

        assertThat(users.acquire(List.of(place))).isEqualTo(FIRST + 1);
    }

    @Test
    @EnabledIfCommand("python3")
    void skipsUsersOfAnotherService() throws Exception {
        var script =
                """
                import fcntl, sys
                file = open(sys.argv[1], "w")
                fcntl.lockf(file, fcntl.LOCK_EX, 2, int(sys.argv[2]))
                print("held", flush=True)
                sys.stdin.read()
                """;
        var other =
                new ProcessBuilder(
                                "python3",
                                "-c",
                                script,
                                temporary.resolve("locks").toString(),
                                Integer.toString(FIRST))
                        .start();
        try (var output = other.inputReader()) {
            assertThat(output.readLine()).isEqualTo("held");
            assertThat(users.acquire(List.of(place))).isEqualTo(FIRST + 2);
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void skipsUsersOfAnotherServiceInThisMachine() throws IOException {
        try (var others = users()) {
            int user = others.acquire(List.of(place));

            assertThat(users.acquire(List.of(place))).isNotEqualTo(user);
        }
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("setpriv")
    void skipsUsersThatSomethingRunsAs() throws Exception {
        var id = Integer.toString(FIRST);
        var process =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid",
                                id,
                                "--clear-groups",
                                "sh",
                                "-c",
                                "echo;read x")
                        .start();
        try (var output = process.inputReader()) {
            assertThat(output.readLine()).isEmpty();
            assertThat(users.acquire(List.of(place))).isEqualTo(FIRST + 1);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void writesDownWhichUsersAreInUse() throws IOException {
        var record = temporary.resolve("record");
        int first = users.acquire(List.of(place));
        int second = users.acquire(List.of(temporary.resolve("other")));
        assertThat(record).content().isEqualTo("%d\n%d\n".formatted(first, second));
        users.release(place);
        assertThat(record).content().isEqualTo("%d\n".formatted(second));
        users.quarantine(second);
        users.release(temporary);
        assertThat(record).content().isEqualTo("%d\n".formatted(second));
    }

    private UidPool users() throws IOException {
        return new UidPool(
                new UidRange(temporary.resolve("locks"), FIRST, FIRST + ALL - 1, List.of(database)),
                temporary.resolve("record"));
    }
}
