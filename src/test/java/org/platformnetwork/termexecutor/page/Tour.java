package org.platformnetwork.termexecutor.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.ServiceClient.Answer;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.ApplicationEventMulticaster;

/**
 * Every kind of request to a service, in every state of a batch, its answers held against the
 * description.
 *
 * @param strict another service, which knows no validator and refuses signatures of version 1
 * @param directory holds the service's {@code work}
 */
record Tour(
        RunningService service,
        RunningService strict,
        TestRepository repository,
        Path directory,
        Observations observed) {

    static final int MAX_ARCHIVE_BYTES = 100_000;
    static final int MAX_PENDING = 2;

    private static final String TASK = "owner/name 70%";
    private static final String TASK_PATH = "/task/owner%2Fname%2070%25";

    /** All of it. */
    void take() throws SQLException {
        tellOfItself();
        pages();
        readingWhatHasEnded();
        readingWhatThereIsNot();
        signatures("submit", new Signed(client(), "POST", "/submit"));
        archives();
        wholeLife();
        lockedStore();
        stopping();
    }

    private ServiceClient client() {
        return service.client();
    }

    private Answer get(String operation, String path) {
        return observed.answer(operation, client().get(path));
    }

    private Answer get(String operation, String path, String header, String value) {
        var request = client().request(path).header(header, value).build();
        return observed.answer(operation, client().send(request));
    }

    private void tellOfItself() {
        get("listBatches", "/batches");
        get("readHealth", "/health");
        get("readLiveness", "/livez");
        get("readReadiness", "/readyz");
        get("readStatus", "/status");
        get("readMetrics", "/metrics");
        get("readInstance", "/instance");
        get("readStatus", "/nothing");
        get("readHealth", "/health", "X-Large", "x".repeat(20_000));
        observed.answer("readStatus", new Signed(client(), "PUT", "/status").unsigned());
    }

    private void pages() {
        for (var page :
                Map.of(
                                "readPage", "/",
                                "readPageFile", "/page/style.css",
                                "readOpenApiPage", "/openapi",
                                "readOpenApi", "/openapi.json")
                        .entrySet()) {
            var tag = get(page.getKey(), page.getValue()).response().headers().firstValue("ETag");
            get(page.getKey(), page.getValue(), "If-None-Match", tag.orElseThrow());
        }
        for (var name : List.of("openapi.html", "openapi.js", "openapi.css", "icon.svg", "none")) {
            get("readPageFile", "/page/" + name);
        }
    }

    private TestArchive archive(String agent) {
        return TestArchive.withAgent("agent.sh", agent);
    }

    /** A task that passes, one that fails, one that is broken, one whose repository is away. */
    private TestArchive everyKindOfTask() {
        var yaml = "tasks/%s/workspace.yaml";
        return archive("echo 42 > a.txt; echo fixed\n")
                .task("good", repository, "echo fine\n")
                .file(
                        yaml.formatted("good"),
                        "id: '%s'\nrepo: %s\n".formatted(TASK, repository.url()))
                .task("bad", repository, "exit 3\n")
                .task("broken", repository, "true\n")
                .file(yaml.formatted("broken"), "repo: [\n")
                .task("away", repository, "true\n")
                .file(yaml.formatted("away"), "repo: file://%s/none\n".formatted(directory));
    }

    private void readingWhatHasEnded() {
        var id = service.evaluate(everyKindOfTask()).path("batch_id").asString();
        var batch = "/batch/" + id;

        assertThat(get("readBatch", batch).json().path("tasks").size()).isEqualTo(4);
        get("readBatch", batch, "Upgrade-Insecure-Requests", "1");
        get("readBatch", batch + "?outputs=false");
        get("readBatch", batch + "?outputs=x");
        get("readBatch", batch + "?outputs=%FF");
        get("listTasks", batch + "/tasks");
        get("listTasks", batch + "/tasks?outputs=1");
        get("listTasks", batch + "/tasks?outputs=%FF");
        for (var task : List.of(TASK_PATH, "/task/bad", "/task/broken", "/task/away")) {
            get("readTask", batch + task);
            get("readLog", batch + task + "/log");
        }
        get("readLog", batch + TASK_PATH + "/log?from=2&phase=running_agent");
        get("readLog", batch + TASK_PATH + "/log?phase=queued");
        get("readLog", batch + TASK_PATH + "/log?phase=%FF");
        get("readJunit", batch + "/junit");
        get("readVerdict", "/verify/" + id);
        get("listBatches", "/batches");
        get("listBatches", "/batches?status=completed&limit=1&before=" + id);
        get("listBatches", "/batches?limit=0");
        get("listBatches", "/batches?status=%FF");
        get("listBatches", "/batches?before=x");
        for (var query : List.of("", "?from=1", "?logs=true&from=1")) {
            var stream = get("followByServerSentEvents", batch + "/events" + query);
            observed.serverSentEvents(stream.response().body());
        }
        get("followByServerSentEvents", batch + "/events", "Last-Event-ID", "999999999");
        get("followByServerSentEvents", batch + "/events", "Last-Event-ID", "x");
        get("followByServerSentEvents", batch + "/events?from=%FF");
        signatures("cancelBatch", new Signed(client(), "DELETE", batch));
        signatures("cancelTask", new Signed(client(), "DELETE", batch + TASK_PATH));
        cancel("cancelBatch", batch, TestKeys.ALICE);
        cancel("cancelTask", batch + TASK_PATH, TestKeys.ALICE);
        cancel("cancelTask", batch + "/task/x", TestKeys.ALICE);
        get("readTask", batch + "/task/x");
        get("readLog", batch + "/task/x/log");
    }

    private void readingWhatThereIsNot() {
        var batch = "/batch/" + UUID.randomUUID();
        get("readBatch", batch);
        get("listTasks", batch + "/tasks");
        get("readTask", batch + "/task/t");
        get("readLog", batch + "/task/t/log");
        get("readJunit", batch + "/junit");
        get("readVerdict", "/verify/none");
        get("followByServerSentEvents", batch + "/events");
        get("followByWebSocket", "/ws?batch_id=none");
        get("followByWebSocket", "/ws", "Sec-WebSocket-Version", "12");
        cancel("cancelBatch", batch, TestKeys.BOB);
        cancel("cancelTask", batch + "/task/t", TestKeys.BOB);
        var unknown = client().events("?batch_id=none");
        unknown.closed().orTimeout(60, TimeUnit.SECONDS).join();
        unknown.frames().forEach(observed::frame);
    }

    private void cancel(String operation, String path, KeyPair key) {
        var request = new Signed(client(), "DELETE", path);
        observed.answer(operation, request.bound(key, Signed.OF_NOTHING, 0));
    }

    /** Every way in which a signature is refused. */
    private void signatures(String operation, Signed request) {
        observed.answer(operation, request.unsigned());
        observed.answer(operation, request.by(TestKeys.ALICE));
        observed.answer(operation, request.bound(TestKeys.STRANGER, Signed.OF_NOTHING, 0));
        observed.answer(operation, request.forged(TestKeys.ALICE));
        observed.answer(operation, request.bound(TestKeys.ALICE, Signed.OF_NOTHING, -400));
        var nonce = Signed.nonce(0);
        request.bound(TestKeys.ALICE, "ab".repeat(32), nonce);
        observed.answer(operation, request.bound(TestKeys.ALICE, "ab".repeat(32), nonce));
        // At /submit no archive of this hash is known, elsewhere no other one is right.
        observed.answer(operation, request.bound(TestKeys.ALICE, "ab".repeat(32), 0));
        var refusing =
                new Signed(strict.client(), request.method(), request.path(), request.body());
        observed.answer(operation, refusing.by(TestKeys.ALICE));
        observed.answer(operation, refusing.bound(TestKeys.ALICE, Signed.OF_NOTHING, 0));
    }

    private Answer submit(KeyPair key, byte[] archive) {
        return observed.answer("submit", client().submit(key, archive));
    }

    private void archives() {
        var zip = archive("# bad\n").task("t", repository, "true\n").zip();
        submit(TestKeys.ALICE, new byte[10]);
        submit(TestKeys.ALICE, new byte[0]);
        submit(TestKeys.ALICE, new byte[MAX_ARCHIVE_BYTES + 1]);
        observed.answer("submit", client().vote(TestKeys.ALICE, "ab".repeat(32), zip));
        observed.answer(
                "submit",
                client().submit(TestKeys.ALICE, "zero", new byte[0], "?concurrent_tasks=0"));
        var form = ServiceClient.multipart("archive", zip);
        var cut = BodyPublishers.ofByteArray(form, 0, form.length - 60);
        observed.answer("submit", new Signed(client(), "POST", "/submit", cut).by(TestKeys.ALICE));
    }

    private byte[] zip(String agent) {
        return archive(agent).task("t", repository, "true\n").task("u", repository, "true\n").zip();
    }

    /** A batch that runs, one that waits, one too many, and the end of them. */
    private void wholeLife() {
        var zip = zip("echo begun; exec sleep 300\n");
        var id = submit(TestKeys.ALICE, zip).text("batch_id");
        var batch = "/batch/" + id;
        submit(TestKeys.ALICE, zip);
        get("readBatch", batch);
        get("listBatches", "/batches");
        get("readVerdict", "/verify/" + id);
        submit(TestKeys.BOB, zip);
        submit(TestKeys.CHARLIE, zip);
        var events = client().events("?logs=true&batch_id=" + id);
        await().until(() -> "running_agent".equals(client().get(batch + "/task/t").text("status")));
        get("readBatch", batch);
        get("readTask", batch + "/task/t");
        get("readLog", batch + "/task/t/log");
        get("readJunit", batch + "/junit");
        get("readStatus", "/status");
        queue();
        for (var key : List.of(TestKeys.ALICE, TestKeys.BOB)) {
            cancel("cancelTask", batch + "/task/t", key);
            get("readBatch", batch);
            cancel("cancelBatch", batch, key);
        }
        events.closed().orTimeout(60, TimeUnit.SECONDS).join();
        events.frames().forEach(observed::frame);
        var replayed = client().events("?from=1&batch_id=" + id);
        replayed.closed().orTimeout(60, TimeUnit.SECONDS).join();
        replayed.frames().forEach(observed::frame);
        get("readBatch", batch);
        get("readVerdict", "/verify/" + id);
    }

    private void queue() {
        var waiting = zip("# waits\n");
        submit(TestKeys.ALICE, waiting);
        var batch = "/batch/" + submit(TestKeys.BOB, waiting).text("batch_id");
        assertThat(get("readBatch", batch).json().path("queue_position").asInt()).isOne();
        for (int i = 0; i < MAX_PENDING; i++) {
            var full = zip("# finds the queue full, " + i + "\n");
            submit(TestKeys.ALICE, full);
            var id = client().get("/batches").json().at("/0/batch_id").asString();
            cancel("cancelBatch", "/batch/" + id, TestKeys.CHARLIE);
            submit(TestKeys.BOB, full);
            submit(TestKeys.CHARLIE, full);
            cancel("cancelBatch", "/batch/" + id, TestKeys.CHARLIE);
        }
        submit(TestKeys.ALICE, zip("# finds no place\n"));
        get("listBatches", "/batches");
        cancel("cancelBatch", batch, TestKeys.ALICE);
        cancel("cancelBatch", batch, TestKeys.BOB);
    }

    /** Nothing can be kept. */
    private void lockedStore() throws SQLException {
        var url = "jdbc:sqlite:" + directory.resolve("work/data/term-executor.db");
        try (var other = DriverManager.getConnection(url);
                var lock = other.createStatement()) {
            lock.execute("begin immediate");
            for (var operation :
                    List.of(
                            List.of("submit", "POST", "/submit"),
                            List.of("cancelBatch", "DELETE", "/batch/x"),
                            List.of("cancelTask", "DELETE", "/batch/x/task/t"))) {
                var request = new Signed(client(), operation.get(1), operation.get(2));
                observed.answer(
                        operation.get(0), request.bound(TestKeys.ALICE, Signed.OF_NOTHING, 0));
            }
            get("readHealth", "/health");
            get("readStatus", "/status");
        }
    }

    /** As while it stops. */
    private void stopping() {
        ready(ReadinessState.REFUSING_TRAFFIC);
        get("readReadiness", "/readyz");
        ready(ReadinessState.ACCEPTING_TRAFFIC);
    }

    private void ready(ReadinessState state) {
        service.bean(ApplicationEventMulticaster.class)
                .multicastEvent(new AvailabilityChangeEvent<>(this, state));
    }
}
