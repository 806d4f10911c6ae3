package org.platformnetwork.termexecutor.sandbox.isolation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the root of a container image has besides its layers, right above them: entries for the
 * users of sandboxes, a host name that resolves, and directories where sandboxes mount something.
 * Whatever the image has there that is no directory, a link above all, they hide.
 */
final class ImageAdditions {

    /** In the image's own directory. */
    static final String NAME = "add";

    /** Where the layers of all images are, in the mount namespace around a sandbox. */
    static final Path STORAGE = MountTable.inside("images");

    static final Path RESOLVER_FILE = Path.of("/etc/resolv.conf");

    private static final List<String> DIRECTORIES =
            List.of(
                    "agent",
                    "dev",
                    "etc",
                    "exchange",
                    "home",
                    "media",
                    "mnt",
                    "proc",
                    "repo",
                    "root",
                    "run",
                    "srv",
                    "sys",
                    "task",
                    "tmp");

    private static final long MAX_FILE = 1 << 20;

    private ImageAdditions() {}

    /** The name of a layer in the image's own directory: a link, since others have it as well. */
    static String layer(int number) {
        return "l" + number;
    }

    /**
     * Makes them, as {@code Sandboxes.furnish} has it.
     *
     * @return the directory that is to belong to the user of agents and tests
     */
    static Path create(Path directory, Path storage, List<String> layers) throws IOException {
        for (int i = 0; i < layers.size(); i++) {
            Files.createSymbolicLink(
                    directory.resolve(layer(i)), STORAGE.resolve(layers.get(i)).resolve("diff"));
        }
        var root = Files.createDirectories(directory.resolve(NAME));
        allow(root, "rwxr-xr-x");
        for (var name : DIRECTORIES) {
            var mode = name.equals("tmp") ? "rwxrwxrwx" : "rwxr-xr-x";
            allow(Files.createDirectory(root.resolve(name)), mode);
        }
        var below = layers.stream().map(name -> storage.resolve(name).resolve("diff")).toList();
        write(root, "passwd", Additions.users(lines(below, "passwd")));
        write(root, "group", Additions.groups(lines(below, "group")));
        write(root, "hosts", Additions.hosts(lines(below, "hosts")));
        write(root, "hostname", Stream.of(Additions.HOST_NAME));
        write(root, "resolv.conf", Stream.of());
        return root;
    }

    private static void write(Path root, String name, Stream<String> lines) throws IOException {
        var file = root.resolve("etc").resolve(name);
        Files.write(file, lines.toList(), ISO_8859_1);
        allow(file, "rw-r--r--");
    }

    private static void allow(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Of the uppermost layer that has the file; none where a link is in the way. */
    private static List<String> lines(List<Path> layers, String name) throws IOException {
        for (var layer : layers) {
            var parent = layer.resolve("etc");
            var file = parent.resolve(name);
            if (exists(parent) && !Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                return List.of();
            }
            if (exists(file)) {
                boolean readable =
                        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                                && Files.size(file) <= MAX_FILE;
                return readable ? Files.readAllLines(file, ISO_8859_1) : List.of();
            }
        }
        return List.of();
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
