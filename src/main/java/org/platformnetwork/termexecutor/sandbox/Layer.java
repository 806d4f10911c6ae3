package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A prepared task: the working tree, {@code HOME}, and what install commands changed in the system.
 * Written by sandboxes of {@link Role#PREPARE}, and by nobody afterwards.
 *
 * @param root holds the others
 */
public record Layer(Path root) {

    /** The system's directories that install commands may change, where the level can keep that. */
    static final List<String> SYSTEM = List.of("usr", "etc", "var", "opt");

    /** Creates an empty one. */
    public static Layer create(Path root) throws IOException {
        var layer = new Layer(root);
        Workspaces.createClosed(root);
        Files.createDirectories(layer.repository());
        Files.createDirectories(layer.home());
        for (var name : SYSTEM) {
            Files.createDirectories(layer.system(name));
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

    Path home() {
        return root.resolve("home");
    }

    /** What install commands changed below one of {@link #SYSTEM}. */
    Path system(String name) {
        return root.resolve("system").resolve(name);
    }

    boolean changesSystem(String name) {
        try (Stream<Path> content = Files.list(system(name))) {
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
}
