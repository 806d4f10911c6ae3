package org.platformnetwork.termexecutor.clock;

import java.time.Duration;

/** Waits; tests do not. */
public interface Pause {

    void sleep(Duration duration) throws InterruptedException;
}
