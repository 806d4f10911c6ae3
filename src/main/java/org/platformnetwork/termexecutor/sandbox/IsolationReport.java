package org.platformnetwork.termexecutor.sandbox;

import java.util.List;

/** What became of trying a level of isolation on this machine. */
public sealed interface IsolationReport {

    Isolation isolation();

    /**
     * It works.
     *
     * @param filtersCalls whether system calls of its commands are filtered
     * @param notes what it does not give here
     */
    record Available(Isolation isolation, boolean filtersCalls, List<Limitation> notes)
            implements IsolationReport {

        public Available {
            notes = List.copyOf(notes);
        }
    }

    /**
     * It does not.
     *
     * @param why a clause without its full stop, and what to do about it
     * @param said the last words of the program that was refused; may name paths of the host, and
     *     may be empty
     */
    record Unavailable(Isolation isolation, Limitation why, String said)
            implements IsolationReport {

        /** The same as a sentence of its own, without {@link #said}. */
        public Limitation denial() {
            return new Limitation(
                    "Level %s is not available: %s."
                            .formatted(isolation.wireName(), why.description()),
                    why.remedies());
        }
    }
}
