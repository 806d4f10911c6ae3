package org.platformnetwork.termexecutor.batch;

import java.time.Duration;
import java.time.InstantSource;

/** Opens to the tests of other packages what only Spring makes otherwise. */
public final class TestBatches {

    public static final Duration SESSION_TTL = Duration.ofHours(2);

    private TestBatches() {}

    public static Batches create(InstantSource clock) {
        return new Batches(new BatchSettings(SESSION_TTL), clock);
    }
}
