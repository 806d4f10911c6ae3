package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.platformnetwork.termexecutor.sandbox.host.UidRange;

/**
 * What explains on this machine why something is refused, read from the kernel's own files. A
 * refusal itself says only that something was not permitted.
 */
public record HostFacts(Set<HostTrait> traits) {

    public enum HostTrait {
        ROOT,
        /** Docker, Podman, Kubernetes or the like. */
        CONTAINER,
        /** A container of Kubernetes, which a manifest describes. */
        POD,
        /** seccomp(2) filters system calls. */
        FILTERED,
        /** AppArmor's profile for containers, which forbids mounts. */
        CONFINED,
        /** Root without CAP_SYS_ADMIN. */
        NO_SYS_ADMIN,
        /** Root without CAP_NET_ADMIN. */
        NO_NET_ADMIN,
        /** Root without what it takes to become other users and to keep their files. */
        NO_OTHER_USERS,
        /** The user namespace that the service is in lacks the users of sandboxes. */
        USERS_UNMAPPED,
        /** {@code user.max_user_namespaces} is 0. */
        NO_USER_NAMESPACES,
        /** Debian's {@code kernel.unprivileged_userns_clone} is 0. */
        NO_UNPRIVILEGED_NAMESPACES,
        /** Ubuntu's {@code kernel.apparmor_restrict_unprivileged_userns} is 1. */
        APPARMOR_RESTRICTS,
        /** {@code /dev/net/tun} cannot be opened. */
        NO_TUN
    }

    private static final Path PROC = Path.of("/proc");
    private static final long SYS_ADMIN = 1L << 21;
    private static final long NET_ADMIN = 1L << 12;

    /** CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_KILL, CAP_SETGID, CAP_SETUID. */
    private static final long OTHER_USERS = 1 | 1 << 1 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7;

    private static final List<Path> CONTAINER_SIGNS =
            List.of(
                    Path.of("/.dockerenv"),
                    Path.of("/run/.containerenv"),
                    Path.of("/run/systemd/container"));

    /**
     * Into each container the kubelet mounts the file for its last words. The secrets of a service
     * account are not there where they are not wanted.
     */
    private static final Path POD_SIGN = Path.of("/dev/termination-log");

    public HostFacts {
        traits = Set.copyOf(traits);
    }

    public static HostFacts here() {
        var traits = traits(PROC);
        traits.addAll(surroundings(Path.of("/")));
        try (var _ =
                FileChannel.open(
                        Path.of("/dev/net/tun"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            // A device that no one is given yet is closed again.
        } catch (IOException _) {
            traits.add(HostTrait.NO_TUN);
        }
        return new HostFacts(traits);
    }

    public boolean is(HostTrait hostTrait) {
        return traits.contains(hostTrait);
    }

    /** What is around the service, as files tell that are there. */
    static Set<HostTrait> surroundings(Path root) {
        var traits = EnumSet.noneOf(HostTrait.class);
        boolean pod = exists(root, POD_SIGN);
        add(traits, HostTrait.POD, pod);
        add(
                traits,
                HostTrait.CONTAINER,
                pod || CONTAINER_SIGNS.stream().anyMatch(sign -> exists(root, sign)));
        return traits;
    }

    private static boolean exists(Path root, Path sign) {
        return Files.exists(root.resolve(Path.of("/").relativize(sign)));
    }

    /**
     * @param proc as proc(5) describes it
     */
    static Set<HostTrait> traits(Path proc) {
        var traits = EnumSet.noneOf(HostTrait.class);
        var status = text(proc.resolve("self/status"));
        boolean root = field(status, "Uid").startsWith("0\t");
        if (root) {
            var effective = field(status, "CapEff");
            long rights = effective.isEmpty() ? 0 : Long.parseUnsignedLong(effective, 16);
            traits.add(HostTrait.ROOT);
            add(traits, HostTrait.NO_SYS_ADMIN, (rights & SYS_ADMIN) == 0);
            add(traits, HostTrait.NO_NET_ADMIN, (rights & NET_ADMIN) == 0);
            add(traits, HostTrait.NO_OTHER_USERS, (rights & OTHER_USERS) != OTHER_USERS);
            add(traits, HostTrait.USERS_UNMAPPED, !mapsUsers(text(proc.resolve("self/uid_map"))));
        }
        add(traits, HostTrait.FILTERED, field(status, "Seccomp").equals("2"));
        var profile = text(proc.resolve("self/attr/current"));
        add(
                traits,
                HostTrait.CONFINED,
                profile.endsWith("(enforce)")
                        && (profile.contains("docker-default")
                                || profile.contains("containers-default")
                                || profile.contains("cri-containerd")));
        var sys = proc.resolve("sys");
        add(
                traits,
                HostTrait.NO_USER_NAMESPACES,
                text(sys.resolve("user/max_user_namespaces")).equals("0"));
        add(
                traits,
                HostTrait.NO_UNPRIVILEGED_NAMESPACES,
                text(sys.resolve("kernel/unprivileged_userns_clone")).equals("0"));
        add(
                traits,
                HostTrait.APPARMOR_RESTRICTS,
                text(sys.resolve("kernel/apparmor_restrict_unprivileged_userns")).equals("1"));
        return traits;
    }

    private static void add(Set<HostTrait> traits, HostTrait hostTrait, boolean applies) {
        if (applies) {
            traits.add(hostTrait);
        }
    }

    /** Whether one line of user_namespaces(7) maps them all; a map in pieces is no one's. */
    private static boolean mapsUsers(String map) {
        return map.isEmpty()
                || map.lines()
                        .map(line -> line.strip().split("\\s+", -1))
                        .filter(fields -> fields.length == 3)
                        .anyMatch(fields -> {
                            long first = Long.parseLong(fields[0]);
                            long count = Long.parseLong(fields[2]);
                            return first <= BubblewrapCommandLine.HOST_UID
                                    && first + count > UidRange.LAST;
                        });
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return "";
        }
    }
}
