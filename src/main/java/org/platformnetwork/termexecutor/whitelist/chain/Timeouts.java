package org.platformnetwork.termexecutor.whitelist.chain;

import java.time.Duration;

/**
 * How long a node may take.
 *
 * @param connect until the connection stands
 * @param answer from a question to the last byte of its answer
 */
record Timeouts(Duration connect, Duration answer) {

    static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30));
}
