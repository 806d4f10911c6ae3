package org.platformnetwork.termexecutor.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.platformnetwork.termexecutor.hotkey.KeyPair;

/** What all clients have been told, and what was wrong with it. */
final class Ledger {

    private final List<Submission> submissions = new CopyOnWriteArrayList<>();
    private final List<Nonce> nonces = Collections.synchronizedList(new ArrayList<>());
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();

    /** A nonce that was used up, since its request was answered. */
    record Nonce(KeyPair key, String text) {}

    Submission open(CrashArchive archive) {
        var submission = new Submission(archive, this::complain);
        submissions.add(submission);
        return submission;
    }

    List<Submission> submissions() {
        return submissions;
    }

    void complain(String text) {
        complaints.add(text);
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void use(Nonce nonce) {
        nonces.add(nonce);
    }

    int nonces() {
        return nonces.size();
    }

    /** Some of the used nonces. */
    List<Nonce> sample(int count, Random random) {
        synchronized (nonces) {
            return nonces.isEmpty()
                    ? List.of()
                    : random.ints(count, 0, nonces.size())
                            .distinct()
                            .mapToObj(nonces::get)
                            .toList();
        }
    }

    /** A request begins. */
    void begin() {
        underWay.incrementAndGet();
    }

    /** A request has its answer, or none. */
    void end() {
        underWay.decrementAndGet();
    }

    /** How many batches have their votes and have not ended, as far as clients know. */
    int unfinished() {
        return (int)
                submissions.stream()
                        .filter(submission -> submission.isAgreed() && !submission.hasEnded())
                        .count();
    }

    /** Where everything stands, in words. */
    Set<String> standing() {
        var words = new TreeSet<String>();
        submissions.stream().map(Submission::standing).forEach(words::addAll);
        if (words.contains(Submission.WAITING)
                && submissions.stream().noneMatch(Submission::isRunning)) {
            words.add("extracting");
        }
        if (underWay.get() > 0) {
            words.add("votes on their way");
        }
        return words;
    }

    int votes() {
        return submissions.stream().map(Submission::answered).mapToInt(Collection::size).sum();
    }
}
