package org.platformnetwork.termexecutor.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A client: opens batches, votes, votes again, and finds out what became of a broken vote. */
final class Load {

    private static final int MOST_PENDING = 3;
    private static final int MOST_UNFINISHED = 4;
    private static final int LONGEST_PAUSE_MILLIS = 80;
    private static final int ACCEPTED = 202;

    private final Ledger ledger;
    private final Followers followers;
    private final Access access;
    private final TestRepository repository;
    private final Marks marks;
    private final AtomicInteger numbers;
    private final Random random;
    private final List<Submission> own = new ArrayList<>();

    /**
     * @param numbers of archives, for all clients
     */
    Load(
            Ledger ledger,
            Followers followers,
            Access access,
            TestRepository repository,
            Marks marks,
            AtomicInteger numbers,
            Random random) {
        this.ledger = ledger;
        this.followers = followers;
        this.access = access;
        this.repository = repository;
        this.marks = marks;
        this.numbers = numbers;
        this.random = random;
    }

    /** Until the end of all. */
    void run() {
        try {
            for (var life = access.await(); life != null; life = access.await()) {
                try {
                    step(life);
                } catch (UncheckedIOException e) {
                    // The service was killed; no one knows what it did.
                    access.linger(LONGEST_PAUSE_MILLIS);
                }
                access.linger(random.nextInt(LONGEST_PAUSE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            ledger.complain("a client broke: " + e);
        }
    }

    private void step(ServiceProcess life) {
        own.removeIf(submission -> submission.isAgreed() && submission.unknown() == null);
        for (var submission : own) {
            settle(submission, life);
        }
        var pending = own.stream().filter(submission -> !submission.isAgreed()).toList();
        int dice = random.nextInt(10);
        if (pending.size() < MOST_PENDING && dice < 4) {
            var archive = CrashArchive.create(numbers.incrementAndGet(), repository, marks, random);
            var submission = ledger.open(archive);
            own.add(submission);
            vote(submission, any(), life);
        } else if (!pending.isEmpty() && dice < 7 && ledger.unfinished() < MOST_UNFINISHED) {
            agree(pending.get(random.nextInt(pending.size())), life);
        } else if (!pending.isEmpty()) {
            var submission = pending.get(random.nextInt(pending.size()));
            submission.answered().stream()
                    .findAny()
                    .ifPresent(known -> vote(submission, known, life));
        }
    }

    private KeyPair any() {
        return TestKeys.validators().get(random.nextInt(3));
    }

    /** The vote of a second validator, sometimes with the third one's at its heels. */
    private void agree(Submission submission, ServiceProcess life) {
        var others = new ArrayList<>(TestKeys.validators());
        others.removeAll(submission.answered());
        vote(submission, others.getFirst(), life);
        if (submission.isAgreed() && random.nextInt(3) == 0) {
            vote(submission, others.getLast(), life);
        }
    }

    /** Repeats a vote that was not answered, unless the batch shows that it was counted. */
    void settle(Submission submission, ServiceProcess life) {
        var voter = submission.unknown();
        if (voter == null) {
            return;
        }
        if (submission.batchId() != null) {
            show(submission, life);
        }
        if (submission.unknown() != null) {
            vote(submission, voter, life);
        }
    }

    /** Votes in one of three ways. */
    void vote(Submission submission, KeyPair voter, ServiceProcess life) {
        var nonce = Instant.now().getEpochSecond() + ":" + UUID.randomUUID();
        boolean certain = submission.unknown() == null;
        submission.votes(voter);
        ledger.begin();
        ServiceClient.Answer answer;
        try {
            answer = send(submission, voter, nonce, life.client());
        } finally {
            ledger.end();
        }
        if (access.isDatabaseKilled() && ServiceProcess.isStoreAway(answer)) {
            // Whether it was counted is as unknown as after a broken connection.
            return;
        }
        if (answer.status() != ACCEPTED) {
            ledger.complain("a vote was refused: " + answer.response().body());
            return;
        }
        ledger.use(new Ledger.Nonce(voter, nonce));
        if (submission.isAnswered(voter, answer.json(), certain)) {
            followers.follow(submission, life);
        } else {
            opensAnother(submission, life);
        }
    }

    private ServiceClient.Answer send(
            Submission submission, KeyPair voter, String nonce, ServiceClient client) {
        var archive = submission.archive();
        return switch (random.nextInt(3)) {
            case 0 -> client.submit(voter, nonce, archive.bytes(), "");
            case 1 -> client.vote(voter, nonce, archive.hash(), archive.bytes());
            default ->
                    client.vote(
                            voter,
                            nonce,
                            archive.hash(),
                            submission.batchId() == null ? archive.bytes() : null);
        };
    }

    /** Right if the first batch has ended meanwhile. */
    private void opensAnother(Submission submission, ServiceProcess life) {
        show(submission, life);
        if (!submission.hasEnded()) {
            ledger.complain(
                    "a second batch of archive %d".formatted(submission.archive().number()));
        }
    }

    private static void show(Submission submission, ServiceProcess life) {
        var known = submission.known();
        var view = life.client().get("/batch/" + submission.batchId());
        if (ServiceProcess.isStoreAway(view)) {
            throw new UncheckedIOException(new IOException("the store is away"));
        }
        submission.isShown(known, view.json(), life.life());
    }
}
