package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.ClientTypes;
import org.platformnetwork.termexecutor.testing.ClientTypes.BatchListEntry;
import org.platformnetwork.termexecutor.testing.ClientTypes.BatchResult;
import org.platformnetwork.termexecutor.testing.ClientTypes.Event;
import org.platformnetwork.termexecutor.testing.ClientTypes.Snapshot;
import org.platformnetwork.termexecutor.testing.ClientTypes.TaskList;
import org.platformnetwork.termexecutor.testing.ClientTypes.TaskResult;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestKeys;

/**
 * Reads all that a service says of a batch as the validators' client does; fails where it would.
 */
record ClientReader(ServiceClient client, int port) {

    private static final String NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String DATA = "data: ";

    /** Votes; the batch's id. */
    String submit(KeyPair key, byte[] zip) {
        var answer = client.submit(key, zip);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
        return ClientTypes.read(ClientTypes.Submission.class, answer.response().body()).batchId();
    }

    /** As two of three validators want it. */
    void cancel(String path) {
        client.delete(TestKeys.ALICE, path, NOTHING);
        client.delete(TestKeys.BOB, path, NOTHING);
    }

    private <T> T get(Class<T> type, String path) {
        var answer = client.get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return ClientTypes.read(type, answer.response().body());
    }

    /** The batch at each address that shows it, as it is now, with its outputs and without. */
    BatchResult read(String batch) {
        var path = "/batch/" + batch;
        var whole = get(BatchResult.class, path);
        for (var query : List.of("?outputs=false", "?outputs=true")) {
            get(BatchResult.class, path + query);
            get(TaskList.class, path + "/tasks" + query);
        }
        for (var task : whole.tasks()) {
            get(TaskResult.class, path + "/task/" + task.taskId());
        }
        assertThat(get(BatchListEntry[].class, "/batches"))
                .extracting(BatchListEntry::batchId)
                .contains(batch);
        try (var frames = client.events("?batch_id=" + batch)) {
            event(frames.frames().getFirst().toString());
        }
        event(firstEvent(path));
        return whole;
    }

    /** The first event of the stream, which goes on while the batch runs. */
    private String firstEvent(String path) {
        var url = URI.create("http://127.0.0.1:%d%s/events".formatted(port, path));
        try (var in =
                new BufferedReader(
                        new InputStreamReader(url.toURL().openStream(), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> line.startsWith(DATA))
                    .findFirst()
                    .orElseThrow()
                    .substring(DATA.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all events of a batch that has ended. */
    List<String> stream(String batch) {
        var stream = client.get("/batch/%s/events".formatted(batch)).response().body();
        var all = client.get("/batch/%s/events?from=1".formatted(batch)).response().body();
        return (stream + all)
                .lines()
                .filter(line -> line.startsWith(DATA))
                .map(line -> event(line.substring(DATA.length())))
                .toList();
    }

    /** A frame of a stream; its name. */
    String event(String frame) {
        var event = ClientTypes.read(Event.class, frame);
        var data = event.data().toString();
        switch (event.event()) {
            case "snapshot" -> ClientTypes.read(Snapshot.class, data);
            case "task_complete" -> ClientTypes.read(ClientTypes.TaskComplete.class, data);
            case "batch_complete" -> ClientTypes.read(ClientTypes.BatchComplete.class, data);
            default -> assertThat(event.data().isObject()).isTrue();
        }
        return event.event();
    }

    void readVerdict(String batch) {
        var proof = get(ClientTypes.ExecutionProof.class, "/verify/" + batch);
        assertThat(proof.batchId()).isEqualTo(batch);
    }

    void readInstance() {
        get(ClientTypes.InstanceInfo.class, "/instance");
    }
}
