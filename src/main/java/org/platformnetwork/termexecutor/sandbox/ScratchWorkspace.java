package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.host.TreeDeleter;

/**
 * A workspace for a short time, in a fresh directory of {@code WORKSPACE_BASE}, whose file system
 * and directories above decide what works. Leaves everything as it was found: also the directories
 * that had to be made and the mode of the one that users of sandboxes had to pass.
 *
 * @param made what had to be made above, the innermost last
 * @param mode of {@code WORKSPACE_BASE} before, null where it is unchanged
 */
record ScratchWorkspace(
        SandboxSettings settings,
        ProcessRunner runner,
        Workspaces workspaces,
        List<Path> made,
        @Nullable Set<PosixFilePermission> mode)
        implements AutoCloseable {

    static final String PREFIX = "doctor-";

    /**
     * @param passable whether users of sandboxes are to pass, as level {@code uid} has it
     */
    static ScratchWorkspace open(SandboxSettings settings, ProcessRunner runner, boolean passable)
            throws IOException {
        var base = settings.workspaceBase();
        var made = new ArrayList<Path>();
        for (var above = base; above != null && Files.notExists(above); ) {
            made.addFirst(above);
            above = above.getParent();
        }
        Set<PosixFilePermission> mode = null;
        try {
            Files.createDirectories(base);
            if (passable) {
                mode = allowPassing(base);
            }
            var own = Files.createTempDirectory(base, PREFIX);
            var ownSettings =
                    new SandboxSettings(
                            own,
                            settings.dataDir(),
                            settings.isolation(),
                            settings.installAsRoot(),
                            settings.maxOutput(),
                            settings.publicAddresses(),
                            settings.closedHosts());
            return new ScratchWorkspace(
                    ownSettings, runner, new Workspaces(ownSettings, runner), made, mode);
        } catch (IOException | RuntimeException e) {
            restore(base, made, mode);
            throw e;
        }
    }

    private static @Nullable Set<PosixFilePermission> allowPassing(Path base) throws IOException {
        var mode = Files.getPosixFilePermissions(base);
        var passable = EnumSet.copyOf(mode);
        if (!passable.add(PosixFilePermission.OTHERS_EXECUTE)) {
            return null;
        }
        Files.setPosixFilePermissions(base, passable);
        return mode;
    }

    @Override
    public void close() throws IOException {
        var own = workspaces.base();
        workspaces.destroy();
        if (!new TreeDeleter(runner).delete(own)) {
            throw new IOException("The directory of the examination cannot be removed");
        }
        restore(own.resolve("..").normalize(), made, mode);
    }

    private static void restore(Path base, List<Path> made, @Nullable Set<PosixFilePermission> mode)
            throws IOException {
        if (mode != null) {
            Files.setPosixFilePermissions(base, mode);
        }
        for (var directory : made.reversed()) {
            var content = directory.toFile().list();
            if (content != null && content.length == 0) {
                Files.delete(directory);
            }
        }
    }
}
