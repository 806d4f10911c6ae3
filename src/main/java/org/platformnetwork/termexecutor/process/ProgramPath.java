package org.platformnetwork.termexecutor.process;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the service's own programs are looked up: never in a relative directory, for what it works
 * in is often a tree of others, who could have put programs there.
 */
public final class ProgramPath {

    /** This service's own. */
    public static final String OWN = absolute(System.getenv("PATH"));

    private static final String DEFAULT = "/usr/local/bin:/usr/bin:/bin";

    private ProgramPath() {}

    /** The absolute ones of its directories; an empty one stands for the working directory. */
    static String absolute(@Nullable String path) {
        return Arrays.stream((path == null ? DEFAULT : path).split(":", -1))
                .filter(entry -> entry.startsWith("/"))
                .collect(Collectors.joining(":"));
    }
}
