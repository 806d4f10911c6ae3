package org.platformnetwork.termexecutor.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.platformnetwork.termexecutor.batch.TestResult;

/** Which scripts are green on a base that no agent has changed, by the content of the task. */
final class ReferenceBaselines {

    private static final int MAX_KEPT = 10_000;

    private final Cache<String, Set<String>> green =
            Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

    /**
     * Names of the scripts that pass, found out unless it is known.
     *
     * @param key of the task's content and the layer's
     * @param verification not run yet
     * @param bed lends the untouched base
     */
    Set<String> green(String key, Verification verification, TestBed bed)
            throws IOException, PhaseFailedException {
        var known = green.getIfPresent(key);
        if (known != null) {
            return known;
        }
        boolean complete = true;
        try {
            verification.run(bed);
        } catch (PhaseFailedException e) {
            if (!e.failureClass().isJudged()) {
                throw e;
            }
            complete = false;
        }
        var names = new HashSet<String>();
        verification.results().stream()
                .filter(TestResult::passed)
                .map(TestResult::name)
                .forEach(names::add);
        if (complete) {
            green.put(key, names);
        }
        return names;
    }
}
