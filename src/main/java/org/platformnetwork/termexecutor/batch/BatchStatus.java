package org.platformnetwork.termexecutor.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The life of a batch. The set is closed: real clients break on a value they do not know. */
public enum BatchStatus {
    PENDING,
    EXTRACTING,
    RUNNING,
    COMPLETED,
    FAILED;

    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
