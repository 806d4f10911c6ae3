package org.platformnetwork.termexecutor.process;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What holds a command, and what is known of it by other means than looks at {@code /proc}.
 *
 * @param ownedDirectory a directory that no other process may work in, so that whatever was started
 *     since and is found below it is killed too; null when the command shares its directory
 * @param filter which system calls it may make, with no right gained from a file's mode
 *     (PR_SET_NO_NEW_PRIVS); null for all
 * @param isEmpty asked once the command has ended by itself: whether all that it started has ended
 *     too; if not, that is looked for
 * @param countsMemory whether the largest resident set is known elsewhere, or to no one's interest
 */
public record Confinement(
        @Nullable Path ownedDirectory,
        @Nullable SystemCallFilter filter,
        BooleanSupplier isEmpty,
        boolean countsMemory) {

    /** Nothing holds it. */
    public static final Confinement NONE = searched(null, null);

    /** Of a command that can leave its control group: what is left of it is looked for. */
    public static Confinement searched(
            @Nullable Path ownedDirectory, @Nullable SystemCallFilter filter) {
        return new Confinement(ownedDirectory, filter, () -> false, false);
    }

    /** For programs that wait for all that they start, and whose memory no one asks for. */
    public static final Confinement TRUSTED = new Confinement(null, null, () -> true, true);
}
