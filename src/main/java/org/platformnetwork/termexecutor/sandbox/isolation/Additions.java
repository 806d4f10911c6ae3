package org.platformnetwork.termexecutor.sandbox.isolation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

/**
 * What sandboxes have besides the machine's own system: entries for their users, a host name that
 * resolves, the directories that every root has, and {@code python} where {@code python3} is. It
 * lies right above the system and below everything else, so that commands can change it wherever
 * they can change the system.
 *
 * @param root holds one directory for each of {@link Layer#SYSTEM} and {@link Layer#ROOTFS}
 */
record Additions(Path root) {

    static final String HOST_NAME = "task";
    static final Path HOME = Path.of("/root");

    /** Relative to {@link #root}, and to the root that commands see. */
    static final List<Path> FILES =
            Stream.of("passwd", "group", "hosts", "hostname").map(Path.of("etc")::resolve).toList();

    private static final List<String> DIRECTORIES = List.of("home", "media", "mnt", "srv");

    static Additions create(Path root, HostRootfs system) throws IOException {
        var additions = new Additions(root);
        for (var name : Layer.SYSTEM) {
            additions.directory(name);
        }
        for (var name : DIRECTORIES) {
            additions.directory(Layer.ROOTFS + "/" + name);
        }
        for (var link : system.links().entrySet()) {
            Files.createSymbolicLink(
                    additions.rootfs().resolve(name(link.getKey())), Path.of(link.getValue()));
        }
        additions.write("passwd", users(lines("passwd")));
        additions.write("group", groups(lines("group")));
        additions.write("hosts", hosts(lines("hosts")));
        additions.write("hostname", Stream.of(HOST_NAME));
        additions.linkPython(system.path());
        return additions;
    }

    /** What lies at the root besides {@link Layer#SYSTEM} and what is mounted there. */
    Path rootfs() {
        return root.resolve(Layer.ROOTFS);
    }

    private void directory(String name) throws IOException {
        for (var part = Path.of(name); part != null; part = part.getParent()) {
            Files.createDirectories(root.resolve(part));
            Files.setPosixFilePermissions(
                    root.resolve(part), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private void write(String name, Stream<String> lines) throws IOException {
        var file = root.resolve("etc").resolve(name);
        Files.write(file, lines.toList(), ISO_8859_1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Whatever their encoding, bytes stay as they are. */
    private static List<String> lines(String name) throws IOException {
        var file = Path.of("/etc", name);
        return Files.isReadable(file) ? Files.readAllLines(file, ISO_8859_1) : List.of();
    }

    /** The lines of passwd(5), with the sandboxes' users. */
    static Stream<String> users(List<String> others) {
        return withUsers(others, "%1$s:x:%2$d:%2$d::" + HOME + ":/bin/bash");
    }

    /** The lines of group(5), with the sandboxes' groups. */
    static Stream<String> groups(List<String> others) {
        return withUsers(others, "%s:x:%d:");
    }

    /** The sandbox's own come first, since the machine may have others of the same numbers. */
    private static Stream<String> withUsers(List<String> others, String format) {
        var users =
                Arrays.stream(SandboxPhase.values())
                        .map(sandboxPhase ->
                                format.formatted(sandboxPhase.user(), sandboxPhase.uid()));
        var names =
                Arrays.stream(SandboxPhase.values())
                        .map(SandboxPhase::user)
                        .collect(Collectors.toSet());
        return Stream.concat(
                users, others.stream().filter(line -> !names.contains(line.split(":", -1)[0])));
    }

    static Stream<String> hosts(List<String> machines) {
        var names =
                machines.stream()
                        .map(line -> line.replaceFirst("#.*", "").toLowerCase(Locale.ROOT))
                        .flatMap(line -> Arrays.stream(line.strip().split("\\s+", -1)).skip(1))
                        .collect(Collectors.toSet());
        var localhost =
                names.contains("localhost") ? Set.<String>of() : Set.of("127.0.0.1\tlocalhost");
        return Stream.of(localhost, machines, List.of("127.0.0.1\t" + HOST_NAME))
                .flatMap(lines -> lines.stream());
    }

    private void linkPython(String path) throws IOException {
        var places = Arrays.stream(path.split(":", -1)).map(Path::of).toList();
        if (places.stream().anyMatch(place -> Files.exists(place.resolve("python")))) {
            return;
        }
        for (var place : places) {
            if (Files.isExecutable(place.resolve("python3"))) {
                var inside = Path.of("/").relativize(place);
                if (Layer.SYSTEM.contains(inside.getName(0).toString())) {
                    directory(inside.toString());
                    Files.createSymbolicLink(
                            root.resolve(inside).resolve("python"), Path.of("python3"));
                }
                return;
            }
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
