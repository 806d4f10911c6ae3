package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import org.platformnetwork.termexecutor.sandbox.Sandbox;

/** Has what the hidden tests judge, and lends it to one script after the other. */
@FunctionalInterface
public interface SandboxSupplier {

    /** What is done in a sandbox that has it, test files apart. */
    @FunctionalInterface
    interface Use {
        void in(Sandbox sandbox) throws IOException, PhaseFailedException;
    }

    /** Gives a sandbox for one use; it is over when this returns. */
    void supply(Use use) throws IOException, PhaseFailedException;
}
