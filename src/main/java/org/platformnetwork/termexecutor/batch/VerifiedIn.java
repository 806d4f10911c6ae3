package org.platformnetwork.termexecutor.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where the hidden tests ran. */
public enum VerifiedIn {
    /** On a fresh copy of the prepared task with the agent's change applied. */
    FRESH,
    /** In the tree that the agent left. */
    IN_PLACE;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
