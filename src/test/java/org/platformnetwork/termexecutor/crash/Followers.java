package org.platformnetwork.termexecutor.crash;

import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Follows every batch until its end, over the service's lives, from where it was each time. */
final class Followers {

    private final Map<Submission, Integer> lives = new ConcurrentHashMap<>();

    /** Sees to it that this life is followed. */
    void follow(Submission submission, ServiceProcess service) {
        int life = service.life();
        lives.compute(
                submission,
                (same, known) ->
                        (known == null || known < life) && isFollowed(submission, service)
                                ? Integer.valueOf(life)
                                : known);
    }

    private static boolean isFollowed(Submission submission, ServiceProcess service) {
        var events = submission.events();
        try {
            service.client()
                    .events(
                            "?batch_id=%s&from=%d"
                                    .formatted(submission.batchId(), events.size() + 1),
                            frame -> hand(submission, frame, service.life()));
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static void hand(Submission submission, JsonNode frame, int life) {
        if (!frame.path("event").asString().equals("snapshot")) {
            submission.happens(frame, life);
        }
    }
}
