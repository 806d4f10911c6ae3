package org.platformnetwork.termexecutor.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.attestation.InstanceKey;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells every target of every batch that ran and ended, until it accepts or a day has passed, with
 * growing pauses and over restarts.
 *
 * @see <a href="https://www.standardwebhooks.com">Standard Webhooks</a>
 */
@Component
final class Webhooks {

    private static final Logger log = LoggerFactory.getLogger(Webhooks.class);

    static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** For how long after its end a batch is told. */
    static final Duration LIFETIME = Duration.ofDays(1);

    private static final int MOST_AT_ONCE = 20;

    private final WebhookSettings settings;
    private final WebhookTable table;
    private final WebhookSender sender;
    private final Batches batches;
    private final InstanceKey key;
    private final JsonMapper json;
    private final InstantSource clock;

    Webhooks(
            WebhookSettings settings,
            Store store,
            Batches batches,
            InstanceKey key,
            JsonMapper json,
            InstantSource clock) {
        this.settings = settings;
        this.table = new WebhookTable(store);
        this.sender = new WebhookSender(settings.allowPrivate());
        this.batches = batches;
        this.key = key;
        this.json = json;
        this.clock = clock;
    }

    /** The body; no output of a command is in it. */
    private record Ended(String type, Instant timestamp, Data data) {}

    private record Data(
            String batchId,
            String archiveHash,
            BatchStatus status,
            int totalTasks,
            int passedTasks,
            int failedTasks,
            double aggregateReward,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {

        static Data of(Batch batch) {
            var state = batch.state();
            return new Data(
                    batch.id().toString(),
                    batch.archiveHash().toString(),
                    state.status(),
                    state.totalTasks(),
                    state.passedTasks(),
                    state.failedTasks(),
                    state.aggregateReward(),
                    batch.createdAt(),
                    state.startedAt(),
                    state.finishedAt());
        }
    }

    /** One turn: a target that is slow does not keep the others waiting. */
    @Scheduled(fixedDelayString = "PT1S")
    void turn() throws InterruptedException {
        List<Thread> targets = new ArrayList<>();
        for (var url : settings.urls()) {
            targets.add(Thread.ofVirtual().start(() -> tellIfStored(url)));
        }
        for (var target : targets) {
            target.join();
        }
    }

    private void tellIfStored(String url) {
        try {
            tell(url);
        } catch (StoreUnavailableException e) {
            log.atDebug().setCause(e).log("Webhooks wait for the store");
        }
    }

    private void tell(String url) {
        var target = DigestUtils.sha256Hex(url);
        var now = clock.instant();
        for (var due : table.due(target, now.minus(LIFETIME), now, MOST_AT_ONCE)) {
            var batch = batches.find(due.batch()).orElse(null);
            if (batch == null) {
                continue;
            }
            var problem = send(url, batch);
            int attempts = due.attempts() + 1;
            if (problem.isEmpty()) {
                table.keep(batch.id(), target, attempts, null);
                continue;
            }
            var next = clock.instant().plus(pause(attempts));
            boolean isLast = next.isAfter(end(batch).plus(LIFETIME));
            table.keep(batch.id(), target, attempts, isLast ? null : next);
            log.atWarn()
                    .addKeyValue("batch", batch.id())
                    .addKeyValue("target", settings.urls().indexOf(url) + 1)
                    .addKeyValue("attempt", attempts)
                    .addKeyValue("reason", problem)
                    .log(isLast ? "Webhook given up" : "Webhook not delivered");
            // The target is not well; the others of its batches would wait for it in vain.
            return;
        }
    }

    private static Instant end(Batch batch) {
        var finished = batch.state().finishedAt();
        return finished == null ? batch.createdAt() : finished;
    }

    static Duration pause(int attempts) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private String send(String url, Batch batch) {
        var body = json.writeValueAsBytes(new Ended("batch.ended", end(batch), Data.of(batch)));
        var id = id(batch.id());
        long time = clock.instant().getEpochSecond();
        return sender.send(
                url,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "User-Agent",
                        "term-executor",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(time),
                        "webhook-signature",
                        "v1a," + signature(id, time, body)),
                body);
    }

    /** The same for every attempt, so that a receiver can tell a repetition. */
    private static String id(BatchId batch) {
        return "msg_" + batch;
    }

    private String signature(String id, long time, byte[] body) {
        var text = "%s.%d.%s".formatted(id, time, new String(body, StandardCharsets.UTF_8));
        var signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(signature));
    }
}
