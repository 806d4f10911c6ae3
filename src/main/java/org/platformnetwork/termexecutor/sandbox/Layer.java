package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A prepared task: the working tree, {@code HOME}, {@code /tmp}, and what install commands changed
 * in the system. Written by sandboxes of {@link SandboxPhase#PREPARE}, and never afterwards.
 *
 * @param root holds the others
 * @param image the container image that it rests on; null for the machine's own system
 */
public record Layer(Path root, @Nullable ImageRoot image) {

    /** The system's directories that install commands may change, where the level can keep that. */
    public static final List<String> SYSTEM = List.of("usr", "etc", "var", "opt");

    /** What lies at the root besides those and besides what each sandbox has of its own. */
    public static final String ROOTFS = "rootfs";

    /** As every {@code /tmp}; package managers change users and need it. */
    static final Set<PosixFilePermission> ANYBODY = PosixFilePermissions.fromString("rwxrwxrwx");

    private static final Set<PosixFilePermission> PUBLIC =
            PosixFilePermissions.fromString("rwxr-xr-x");

    /** One that rests on the machine's own system. */
    public Layer(Path root) {
        this(root, null);
    }

    /** The same, of which only its files were known so far. */
    public Layer on(@Nullable ImageRoot other) {
        return new Layer(root, other);
    }

    /** Creates an empty one on the machine's own system. */
    public static Layer create(Path root) throws IOException {
        return create(root, null);
    }

    /** Creates an empty one. */
    public static Layer create(Path root, @Nullable ImageRoot image) throws IOException {
        var layer = new Layer(root, image);
        Workspaces.createClosed(root);
        Files.createDirectories(layer.repository());
        Files.createDirectories(layer.home());
        Files.createDirectories(layer.temporary());
        Files.setPosixFilePermissions(layer.temporary(), ANYBODY);
        var names = Stream.concat(SYSTEM.stream(), Stream.of(ROOTFS)).toList();
        for (var name : names) {
            Files.createDirectories(layer.system(name));
            Files.setPosixFilePermissions(layer.system(name), PUBLIC);
            Files.createDirectories(layer.root.resolve("work").resolve(name));
        }
        return layer;
    }

    /** The working tree. */
    public Path repository() {
        return root.resolve("repo");
    }

    /** A second git directory of the tree that no command of the task ever sees. */
    public Path git() {
        return root.resolve("git");
    }

    public Path home() {
        return root.resolve("home");
    }

    /** What install commands left in {@code /tmp}. */
    Path temporary() {
        return root.resolve("tmp");
    }

    /** What a task finds as its own and may change, whatever the level. */
    public List<Path> trees() {
        return List.of(repository(), home(), temporary());
    }

    /** What install commands changed below one of {@link #SYSTEM}, or of {@link #ROOTFS}. */
    public Path system(String name) {
        return root.resolve("system").resolve(name);
    }

    public boolean changesSystem(String name) {
        return holdsAnything(system(name));
    }

    boolean hasTemporaryFiles() {
        return holdsAnything(temporary());
    }

    private static boolean holdsAnything(Path directory) {
        try (Stream<Path> content = Files.list(directory)) {
            return content.findAny().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether commands can start in a path relative to the repository. */
    public boolean holds(String directory) throws IOException {
        var place = repository().resolve(directory);
        return Files.isDirectory(place) && place.toRealPath().startsWith(repository().toRealPath());
    }

    /** How long a prepared layer may be used again. */
    public enum LayerLifetime {
        /** By the task that it was made for alone: other tasks could write to it. */
        TASK,
        /** As long as the service runs: it goes with what install commands did to the machine. */
        SERVICE,
        /** Until the machine restarts or something changes that layers rest on. */
        MACHINE
    }
}
