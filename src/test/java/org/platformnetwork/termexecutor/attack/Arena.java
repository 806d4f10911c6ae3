package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** The service that is attacked, and the repository that the attacked tasks are about. */
final class Arena implements AutoCloseable {

    /** Half of the time that the attackers' processes would live. */
    static final Duration SOON = Duration.ofMinutes(1);

    static final int MAX_OUTPUT = 64 * 1024;

    /** The operator's, for install commands of tasks alone. */
    static final String TOKEN = "for-install-commands-only";

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "INSTALL_ENV",
                    "ARENA_TOKEN",
                    "ARENA_TOKEN",
                    TOKEN,
                    "MAX_OUTPUT_BYTES",
                    Integer.toString(MAX_OUTPUT),
                    "MAX_PATCH_BYTES",
                    "524288");

    private final Path directory;
    private final TestRepository repository;
    private final RunningService service;

    private Arena(Path directory, TestRepository repository, RunningService service) {
        this.directory = directory;
        this.repository = repository;
        this.service = service;
    }

    /**
     * Starts the service.
     *
     * @param isolation the level
     * @param settings over those that all have
     */
    static Arena open(String isolation, Path directory, Map<String, String> settings) {
        var repository = TestRepository.create(directory.resolve("origin"));
        commitProduct(repository);
        var all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        all.put("ISOLATION", isolation);
        return new Arena(
                directory, repository, RunningService.start(directory.resolve("work"), all));
    }

    /** A small product in Python whose answer is wrong. */
    static void commitProduct(TestRepository repository) {
        repository.commit(
                "answer.txt",
                "41\n",
                "calc/__init__.py",
                "",
                "calc/answer.py",
                "def answer():\n    return 41\n",
                "tests/__init__.py",
                "",
                "tests/test_known.py",
                "import unittest\n",
                "src/readme.txt",
                "Read me.\n");
    }

    /** A directory of the host that no task has to do with. */
    Path outside(String name) {
        try {
            return Files.createDirectories(directory.resolve("outside").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty repository for tasks of its own. */
    TestRepository newRepository(String name) {
        return TestRepository.create(directory.resolve("origins").resolve(name));
    }

    Path workspace() {
        return directory.resolve("work");
    }

    /** What the service says of its level's limits. */
    List<String> isolationNotes() {
        return service.bean(Sandboxes.class).notes();
    }

    int port() {
        return service.port();
    }

    ServiceClient client() {
        return service.client();
    }

    TestRepository repository() {
        return repository;
    }

    /**
     * Runs both tasks, expects the honest one to pass and nothing to be left, and tells how the
     * attacked one ended.
     */
    Judged fight(Duel duel) {
        return fight(duel, false);
    }

    /** As {@link #fight(Duel)}, when the attack is {@link RunningService#HANG} and times out. */
    Judged fightHanging(Duel duel) {
        return fight(duel, true);
    }

    private Judged fight(Duel duel, boolean hangs) {
        var zip = duel.archive(repository).zip();
        var client = service.client();
        var id = client.submit(TestKeys.ALICE, zip).text("batch_id");
        var events = client.events("?batch_id=" + id);
        assertThat(client.submit(TestKeys.BOB, zip).status()).isEqualTo(202);
        var tasks = "/batch/" + id + "/task/";
        if (hangs) {
            await().until(() -> client.get(tasks + Duel.HONEST).text("status").equals("completed"));
            service.passTimeOfHang(Duration.ofMinutes(10));
        }
        events.closed().orTimeout(5, TimeUnit.MINUTES).join();
        new Leftovers(workspace(), service.bean(ProcessRunner.class).mark()).assertNone();
        new Judged(client.get(tasks + Duel.HONEST).json(), List.of()).passes();
        return new Judged(client.get(tasks + Duel.ATTACKED).json(), events.frames());
    }

    @Override
    public void close() {
        service.close();
    }
}
