package org.platformnetwork.termexecutor.whitelist;

import java.time.Duration;

/** Waits; tests do not. */
interface Pause {

    void sleep(Duration duration) throws InterruptedException;
}
