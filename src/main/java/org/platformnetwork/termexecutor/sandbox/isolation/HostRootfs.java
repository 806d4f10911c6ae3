package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;

/**
 * Which parts of this machine's system commands see: programs, libraries and configuration, but no
 * home directory, no other data and no socket.
 *
 * @param links links at the root of the file system, as {@code /bin} to {@code usr/bin}
 * @param libraries directories at the root that hold programs and libraries, where they are no
 *     links
 * @param path the service's {@code PATH} as far as commands see its directories
 */
public record HostRootfs(Map<Path, String> links, List<Path> libraries, String path) {

    private static final String DEFAULT_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Containers mount it by itself, so that an overlay of its directory does not show it. */
    private static final Path RESOLVER_FILE = Path.of("/etc/resolv.conf");

    static HostRootfs ofThisMachine() throws IOException {
        var links = new TreeMap<Path, String>();
        try (Stream<Path> root = Files.list(Path.of("/"))) {
            var programs =
                    root.filter(path -> path.toString().matches("/(bin|sbin|lib[a-z0-9]*)"))
                            .sorted()
                            .toList();
            for (var path : programs) {
                if (Files.isSymbolicLink(path)) {
                    links.put(path, Files.readSymbolicLink(path).toString());
                }
            }
            var libraries =
                    programs.stream()
                            .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                            .toList();
            return new HostRootfs(links, libraries, visible(HostCommands.PATH));
        }
    }

    private static String visible(String path) {
        var own =
                Arrays.stream(path.split(":", -1))
                        .filter(entry -> entry.startsWith("/usr/") || entry.startsWith("/opt/"));
        return Stream.concat(own, Arrays.stream(DEFAULT_PATH.split(":", -1)))
                .distinct()
                .collect(Collectors.joining(":"));
    }

    /** Whether commands would see a directory of the service's. */
    public static boolean shows(Path directory) {
        return Files.isDirectory(directory)
                && Layer.SYSTEM.stream().anyMatch(name -> directory.startsWith(Path.of("/", name)));
    }

    /**
     * Adds the system to a sandbox.
     *
     * @param overlays which of its directories commands may change in their own layer; the others
     *     are read-only, with all that is mounted below them
     */
    void mount(BubblewrapCommandLine line, Set<String> overlays) {
        libraries.forEach(directory -> line.bindReadOnly(directory, directory));
        for (var name : Layer.SYSTEM) {
            var directory = Path.of("/", name);
            if (overlays.contains(name)) {
                line.bind(MountTable.merged(name), directory);
            } else if (Files.isDirectory(directory)) {
                line.bindReadOnly(directory, directory);
            }
        }
        mountResolverFile(line, resolverFile());
        if (!overlays.contains("etc")) {
            showAdditions(line);
        }
    }

    /** Where the machine has one. */
    static void mountResolverFile(BubblewrapCommandLine line, Path place) {
        if (Files.isRegularFile(RESOLVER_FILE)) {
            line.bindReadOnly(RESOLVER_FILE, place);
        }
    }

    /** One by one, where the machine has such a file to put them on. */
    private static void showAdditions(BubblewrapCommandLine line) {
        for (var file : Additions.FILES) {
            var place = Path.of("/").resolve(file);
            if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
                line.bindReadOnly(MountTable.inside("additions").resolve(file), place);
            }
        }
    }

    /**
     * Where commands look for {@code /etc/resolv.conf}: behind the link that it often is, into a
     * directory of {@code /run}.
     */
    static Path resolverFile() {
        try {
            return RESOLVER_FILE.toRealPath();
        } catch (IOException _) {
            return RESOLVER_FILE;
        }
    }
}
