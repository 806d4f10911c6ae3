package org.platformnetwork.termexecutor.evidence.harness;

import org.jspecify.annotations.Nullable;

/** What becomes of one changed file when the judging parts are put back as the task had them. */
public sealed interface Restoration {

    /** The file as the base has it; gone when that had none. */
    static Restoration whole(byte @Nullable [] base) {
        return base == null ? new Deleted() : new Content(base);
    }

    /** The agent's version stays: it may legitimately decide. */
    record Keep() implements Restoration {}

    /** The file goes: the task had none. */
    record Deleted() implements Restoration {}

    /** The file gets these bytes. */
    final class Content implements Restoration {

        private final byte[] bytes;

        Content(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] bytes() {
            return bytes.clone();
        }
    }
}
