package org.platformnetwork.termexecutor.sandbox;

import java.util.List;

/**
 * What a level puts into a command's line so that its limits hold.
 *
 * @param enter goes before everything else: enters the control groups
 * @param resources goes right before the task's own program, as its user: sets resource limits
 */
record Bounds(List<String> enter, List<String> resources) {

    static final Bounds NONE = new Bounds(List.of(), List.of());

    Bounds {
        enter = List.copyOf(enter);
        resources = List.copyOf(resources);
    }
}
