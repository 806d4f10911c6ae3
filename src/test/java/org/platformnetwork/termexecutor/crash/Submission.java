package org.platformnetwork.termexecutor.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import tools.jackson.databind.JsonNode;

/**
 * What clients have been told of one archive's batch. Everything they hear is held against what
 * they heard before, whichever life of the service it comes from; each contradiction is complained
 * of.
 */
final class Submission {

    /** Where a batch stands that has its votes, as long as no task of it is known. */
    static final String WAITING = "agreed";

    private static final List<String> ORDER = List.of("pending", "extracting", "running");

    private final CrashArchive archive;
    private final Consumer<String> complaints;
    private final Set<KeyPair> answered = new HashSet<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final Set<String> completed = new HashSet<>();
    private final Map<String, String> phases = new TreeMap<>();
    private final Map<String, String> results = new HashMap<>();
    private final Map<String, Integer> ends = new HashMap<>();
    private @Nullable String batchId;
    private @Nullable KeyPair unknown;
    private String status = "pending";
    private boolean agreed;

    Submission(CrashArchive archive, Consumer<String> complaints) {
        this.archive = archive;
        this.complaints = complaints;
    }

    CrashArchive archive() {
        return archive;
    }

    synchronized @Nullable String batchId() {
        return batchId;
    }

    synchronized boolean isAgreed() {
        return agreed;
    }

    synchronized boolean isRunning() {
        return status.equals("running");
    }

    synchronized boolean hasEnded() {
        return rank(status) == ORDER.size();
    }

    /** Whether its last event was followed. */
    synchronized boolean isClosed() {
        return !events.isEmpty()
                && events.getLast().path("event").asString().equals("stream_closed");
    }

    /** Whose vote may have been counted, or not: the connection broke before the answer. */
    synchronized @Nullable KeyPair unknown() {
        return unknown;
    }

    synchronized Set<KeyPair> answered() {
        return Set.copyOf(answered);
    }

    synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    /** In which life of the service a client first knew a task's end; empty while none does. */
    synchronized Map<String, Integer> ends() {
        return Map.copyOf(ends);
    }

    private void complain(String text) {
        complaints.accept("archive %d, batch %s: %s".formatted(archive.number(), batchId, text));
    }

    /** A vote is sent; until it is answered no one knows. */
    synchronized void votes(KeyPair voter) {
        if (!answered.contains(voter)) {
            unknown = voter;
        }
    }

    /**
     * A vote was counted.
     *
     * @param certain whether the same vote cannot have been counted before unheard
     * @return false when it opened another batch
     */
    synchronized boolean isAnswered(KeyPair voter, JsonNode answer, boolean certain) {
        var id = answer.path("batch_id").asString();
        if (batchId != null && !batchId.equals(id)) {
            return false;
        }
        batchId = id;
        boolean reached = answer.path("consensus_reached").asBoolean(false);
        boolean repeated = !answered.add(voter);
        boolean noted = !answer.path("note").isMissingNode();
        if (agreed && !reached) {
            complain("its consensus was lost");
        }
        if (repeated && !noted) {
            complain("an answered vote was lost");
        }
        if (!repeated && noted && certain && !agreed) {
            complain("a first vote was taken for a second one");
        }
        if (answer.path("votes").asInt() < Math.min(2, answered.size())) {
            complain("it counts %s of %d votes".formatted(answer.path("votes"), answered.size()));
        }
        agreed |= reached;
        unknown = null;
        return true;
    }

    /** What a reader knows before it asks; its answer may be older than what follows. */
    record Known(String status, Set<String> ended) {}

    synchronized Known known() {
        return new Known(status, Set.copyOf(ends.keySet()));
    }

    /** A reader was shown the batch. */
    synchronized void isShown(Known before, JsonNode view, int life) {
        var now = view.path("status").asString();
        if (rank(now) < rank(before.status())
                || (rank(before.status()) == ORDER.size() && !now.equals(before.status()))) {
            complain("%s became %s".formatted(before.status(), now));
        }
        status = rank(now) > rank(status) ? now : status;
        if (!now.equals("pending")) {
            agreed = true;
            unknown = null;
        }
        for (var task : view.path("tasks")) {
            if (isEnd(task.path("status"))) {
                ends(task.path("task_id").asString(), task, life);
            } else if (before.ended().contains(task.path("task_id").asString())) {
                complain("the end of %s was forgotten".formatted(task.path("task_id")));
            }
        }
    }

    private static boolean isEnd(JsonNode taskStatus) {
        return List.of("completed", "failed").contains(taskStatus.asString());
    }

    private void ends(String task, JsonNode view, int life) {
        var verdict =
                "%s %s %s %s %s"
                        .formatted(
                                view.path("status"),
                                view.path("passed"),
                                view.path("reward"),
                                view.path("failure_class"),
                                view.path("duration_ms"));
        var known = results.putIfAbsent(task, verdict);
        if (known != null && !known.equals(verdict)) {
            complain("the verdict %s on %s became %s".formatted(known, task, verdict));
        }
        ends.putIfAbsent(task, life);
        phases.remove(task);
    }

    /** A follower was sent an event, perhaps one that it has from an earlier connection. */
    synchronized void happens(JsonNode event, int life) {
        int seq = event.path("seq").asInt();
        if (seq <= events.size()) {
            if (!events.get(seq - 1).equals(event)) {
                complain("event %d became %s".formatted(seq, event));
            }
            return;
        }
        if (seq != events.size() + 1) {
            complain("event %d followed event %d".formatted(seq, events.size()));
            return;
        }
        events.add(event);
        var data = event.path("data");
        var task = event.path("task_id").asString("");
        switch (event.path("event").asString()) {
            case "batch_started" -> {
                agreed = true;
                status = rank(status) < rank("running") ? "running" : status;
            }
            case "task_phase" -> {
                if (completed.contains(task)) {
                    complain("%s went on after its end".formatted(task));
                }
                phases.put(task, data.path("phase").asString());
            }
            case "task_complete" -> {
                completed.add(task);
                ends.putIfAbsent(task, life);
                phases.remove(task);
            }
            case "batch_complete" -> status = data.path("status").asString();
            default -> {}
        }
    }

    /** Where it stands, as far as clients know: a word for the batch, or one for each task. */
    synchronized Set<String> standing() {
        if (hasEnded() || batchId == null) {
            return Set.of();
        }
        if (!agreed) {
            return Set.of("votes pending");
        }
        if (!status.equals("running")) {
            return Set.of(WAITING);
        }
        return phases.isEmpty() ? Set.of("between phases") : new TreeSet<>(phases.values());
    }

    private static int rank(String status) {
        int rank = ORDER.indexOf(status);
        return rank < 0 ? ORDER.size() : rank;
    }
}
