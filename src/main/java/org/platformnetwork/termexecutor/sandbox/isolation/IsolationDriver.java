package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Layer.LayerLifetime;
import org.platformnetwork.termexecutor.sandbox.Limitation;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;

/** One way of containing commands. */
public sealed interface IsolationDriver permits NamespaceDriver, UidDriver, ProcessDriver {

    Isolation isolation();

    /** How long layers made here may be used again. */
    LayerLifetime layerLifetime();

    /** Differs where one of a level's layers is of no use to another's. */
    default String layerFormat() {
        return isolation().wireName();
    }

    /** What this machine denies at this level. */
    List<Limitation> notes();

    /** Whether commands are kept from {@link SandboxSettings#closedHosts}. */
    default boolean closesHosts() {
        return false;
    }

    /** Whether {@link SystemCalls} holds commands. */
    boolean filtersCalls();

    /** Whether commands can have the root of a container image. */
    default boolean stacksImages() {
        return false;
    }

    /** As {@code Sandboxes.furnish}; only where {@link #stacksImages}. */
    default void furnish(Path directory, Path storage, List<String> layers) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Makes what the commands of a new sandbox will see; the common directories exist. */
    void setUp(Sandbox.Layout layout) throws IOException;

    /** Ends what {@link #setUp} made and that is no file; any number of times. */
    default void tearDown(Sandbox.Layout layout) {
        // There are only files.
    }

    /** A path of the sandbox as commands see it; without a view of their own, the host's. */
    default Path pathInside(Sandbox.Layout layout, Path host) {
        return host;
    }

    /** The working tree as commands see it. */
    default Path repository(Sandbox.Layout layout) {
        return layout.tree();
    }

    ProcessResult run(Sandbox.Layout layout, SandboxCommand command, CommandLimits commandLimits);

    /** Gives a file or a tree that the service wrote to the user of agents and tests. */
    void chownToTask(Sandbox.Layout layout, Path host) throws IOException;

    /** Makes a tree that a sandbox's user wrote to one that outlives the sandbox. */
    default void chownToService(Sandbox.Layout layout, Path tree) throws IOException {
        // All sandboxes have one user.
    }

    /** Gives what install commands left to the user of agents and tests. */
    void freeze(Layer layer) throws IOException;

    /** Gives back what the level holds of the machine; no sandbox is in use any more. */
    default void close() {}
}
