package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.LayerLifetime;
import org.platformnetwork.termexecutor.sandbox.Obstacle;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/** One way of holding commands. */
public sealed interface Level permits NamespaceLevel, UidLevel, ProcessLevel {

    Isolation isolation();

    /** How long layers made here may be used again. */
    LayerLifetime layerLifetime();

    /** Differs where one of a level's layers is of no use to another's. */
    default String layerFormat() {
        return isolation().wireName();
    }

    /** What this machine denies at this level. */
    List<Obstacle> notes();

    /** Whether {@link SystemCalls} holds commands. */
    boolean filtersCalls();

    /** Makes what the commands of a new sandbox will see; the common directories exist. */
    void furnish(Sandbox.Layout layout) throws IOException;

    /** Ends what {@link #furnish} made and that is no file; any number of times. */
    void release(Sandbox.Layout layout);

    /** See {@link Sandbox#seen}. */
    Path seen(Sandbox.Layout layout, Path host);

    /** The working tree as commands see it. */
    Path repository(Sandbox.Layout layout);

    Outcome run(Sandbox.Layout layout, SandboxCommand command, Bounds bounds);

    /** Gives a file or a tree that the service wrote to the user of agents and tests. */
    void handOver(Sandbox.Layout layout, Path host) throws IOException;

    /** Makes a tree that a sandbox's user wrote to one that outlives the sandbox. */
    default void takeBack(Sandbox.Layout layout, Path tree) throws IOException {
        // All sandboxes have one user.
    }

    /** Gives what install commands left to the user of agents and tests. */
    void seal(Layer layer) throws IOException;

    /** Gives back what the level holds of the machine; no sandbox is in use any more. */
    default void close() {}
}
