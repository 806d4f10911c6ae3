package org.platformnetwork.termexecutor.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What has to hold right after a start. */
final class RestartChecks {

    private static final int NONCES = 20;
    private static final int ENDED = 10;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final Followers followers;
    private final Remains remains;
    private final Random random;
    private int checked;

    RestartChecks(Ledger ledger, Followers followers, Remains remains, Random random) {
        this.ledger = ledger;
        this.followers = followers;
        this.remains = remains;
        this.random = random;
    }

    /** How many nonces were sent again. */
    int checked() {
        return checked;
    }

    void run(ServiceProcess service) throws IOException {
        for (var line : remains.processes(service.life())) {
            ledger.complain("a process of an earlier life is left: " + line);
        }
        batchesAreThere(service);
        noncesAreUsedUp(service, NONCES);
        filesAreOfRunningBatches(service);
    }

    private void batchesAreThere(ServiceProcess service) {
        var open = ledger.submissions().stream().filter(one -> one.batchId() != null).toList();
        var listed = new HashSet<String>();
        for (var line : service.get("/batches").json()) {
            listed.add(line.path("batch_id").asString());
        }
        for (var submission : open) {
            if (!listed.contains(submission.batchId())) {
                ledger.complain("batch %s was lost".formatted(submission.batchId()));
            }
            if (!submission.hasEnded() || random.nextInt(open.size()) < ENDED) {
                show(submission, service);
            }
            if (!submission.isClosed()) {
                followers.follow(submission, service);
            }
        }
    }

    /** Reads a batch once more. */
    void show(Submission submission, ServiceProcess service) {
        var known = submission.known();
        var answer = service.get("/batch/" + submission.batchId());
        if (answer.status() == 200) {
            submission.isShown(known, answer.json(), service.life());
        } else {
            ledger.complain("no batch " + submission.batchId());
        }
    }

    /** Whatever was accepted is refused. */
    void noncesAreUsedUp(ServiceProcess service, int count) {
        for (var nonce : ledger.sample(count, random)) {
            checked++;
            var answer =
                    service.withStore(() ->
                            service.client().submit(nonce.key(), nonce.text(), new byte[0], ""));
            if (!answer.text("error").equals("nonce_reused")) {
                ledger.complain("a nonce was good twice: " + answer.response().body());
            }
        }
    }

    /** The directory of a batch that has just ended may be about to go. */
    private void filesAreOfRunningBatches(ServiceProcess service) throws IOException {
        try {
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> remains.batches().stream().allMatch(id -> isRunning(id, service)));
        } catch (ConditionTimeoutException e) {
            ledger.complain("files are left of some of these batches: " + remains.batches());
        }
    }

    private static boolean isRunning(String batchId, ServiceProcess service) {
        var status = service.get("/batch/" + batchId).text("status");
        return status.equals("running") || status.equals("extracting");
    }
}
