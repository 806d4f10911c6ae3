package org.platformnetwork.termexecutor.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a script came out with an expectation changed so that it must fail. */
public enum Control {
    /** It failed, as it must. */
    RED,
    /** It passed all the same, so that its pass says nothing. */
    GREEN,
    /** There is no change that is known to make it fail, or it was not tried. */
    NONE,
    /** Controls are switched off. */
    OFF;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
