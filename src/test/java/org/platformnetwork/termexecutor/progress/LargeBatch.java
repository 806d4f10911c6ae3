package org.platformnetwork.termexecutor.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskResult.AgentWork;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.testing.RunningService;

/**
 * A program that has a service judge a batch whose outputs together are larger than its heap, and
 * reads them in every way while it runs and when it has ended.
 */
public final class LargeBatch {

    static final int TASKS = 128;
    static final int OUTPUT = 1024 * 1024;

    private final RunningService service;
    private final HttpClient client = HttpClient.newHttpClient();

    private LargeBatch(RunningService service) {
        this.service = service;
    }

    /**
     * Prints a line for each reading: how many bytes it had, and of what.
     *
     * @param arguments a directory of its own
     */
    public static void main(String[] arguments) throws Exception {
        var environment =
                Map.of("ISOLATION", "process", "PUBLIC_LOGS", "live", "logging.level.root", "warn");
        try (var service = RunningService.start(Path.of(arguments[0]), environment)) {
            var batch = FollowedBatch.of(service, TASKS, "-task");
            var reader = new LargeBatch(service);
            for (int task = 0; task < TASKS; task++) {
                batch.endTask(task, result(task));
            }
            reader.readAll("/batch/" + batch.id());
            batch.end();
            reader.readAll("/batch/" + batch.id());
            reader.read("/batch/" + batch.id() + "/events");
            reader.read("/verify/" + batch.id());
        }
        System.exit(0);
    }

    static TaskResult result(int task) {
        var output = ("task " + task + "\u2026 ").repeat(OUTPUT / 7).substring(0, OUTPUT);
        return new TaskResult(
                null,
                null,
                List.of(new TestResult("a.sh", 0, output, null)),
                VerifiedIn.FRESH,
                "process",
                new AgentWork("", "", List.of(), List.of()),
                List.of(),
                List.of(),
                List.of(),
                Duration.ZERO);
    }

    private void readAll(String batch) throws IOException, InterruptedException {
        read(batch);
        read(batch + "/tasks");
        read(batch + "/junit");
        var frames =
                service.client()
                        .events("?batch_id=" + batch.substring(batch.lastIndexOf('/') + 1))
                        .frames()
                        .getFirst();
        System.out.println(frames.toString().getBytes(UTF_8).length + " snapshot");
    }

    private void read(String path) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + service.port() + path);
        var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            System.out.println(
                    body.transferTo(OutputStream.nullOutputStream())
                            + " "
                            + answer.statusCode()
                            + " "
                            + path.replaceAll("[0-9a-f-]{36}", "ID"));
        }
    }
}
