package org.platformnetwork.termexecutor.batch;

import java.util.Optional;
import java.util.UUID;

/** The name of a batch: a random UUID, given out with the first vote. */
public record BatchId(UUID value) {

    public static BatchId random() {
        return new BatchId(UUID.randomUUID());
    }

    /** The id in the canonical form that {@link #toString()} writes; empty for anything else. */
    public static Optional<BatchId> parse(String text) {
        try {
            var id = new BatchId(UUID.fromString(text));
            return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
