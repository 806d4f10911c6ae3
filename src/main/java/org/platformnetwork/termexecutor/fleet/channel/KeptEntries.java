package org.platformnetwork.termexecutor.fleet.channel;

import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;

/** What the logs of batches have of an attempt, which an earlier start may have been sent. */
record KeptEntries(Batches batches) {

    /** How many entries, from the beginning on. */
    long count(Request request) {
        return batches.find(request.execution().batch())
                .map(batch -> count(batch, request))
                .orElse(0L);
    }

    private static long count(Batch batch, Request request) {
        var log = batch.timeline().log();
        long count = 0;
        long from = 1;
        while (true) {
            var page = log.find(request.task(), null, from);
            count +=
                    page.entries().stream()
                            .filter(entry -> entry.attempt() == request.number())
                            .count();
            if (page.isLast()) {
                return count;
            }
            from = page.next();
        }
    }
}
