package org.platformnetwork.termexecutor.sandbox.isolation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.platformnetwork.termexecutor.sandbox.isolation.FilterBlock.ALLOW;
import static org.platformnetwork.termexecutor.sandbox.isolation.FilterBlock.error;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.SystemCallFilter;
import org.platformnetwork.termexecutor.sandbox.Limitation;

/**
 * Which system calls commands of tasks may make, whatever their role and level: the table of {@code
 * system-calls.txt}, and five calls whose arguments decide. Calls of another ABI of the machine
 * (32-bit programs, x32) do not exist.
 */
final class SystemCalls {

    /** A machine's name in Java, its number in linux/audit.h, and its column of the table. */
    enum Architecture {
        AMD64(0xC000_003E, 1),
        AARCH64(0xC000_00B7, 2);

        private final int audit;
        private final int column;

        Architecture(int audit, int column) {
            this.audit = audit;
            this.column = column;
        }

        int audit() {
            return audit;
        }

        /** Null for one that the table does not have. */
        static @Nullable Architecture of(String name) {
            return switch (name) {
                case "amd64" -> AMD64;
                case "aarch64" -> AARCH64;
                default -> null;
            };
        }
    }

    /** What a level without the filter says of itself. */
    static final Limitation UNFILTERED =
            new Limitation(
                    "System calls of tasks are not filtered: the kernel takes no filter here.",
                    List.of());

    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EAFNOSUPPORT = 97;

    /** CLONE_NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and NEWNS. */
    private static final int NEW_NAMESPACES = 0x7E02_0000;

    private static final int PUNCH_HOLE = 2;

    /**
     * FS_IOC_RESVSP, FS_IOC_RESVSP64 and FS_IOC_ZERO_RANGE, which every file system has, and
     * XFS_IOC_ALLOCSP and XFS_IOC_ALLOCSP64 of older kernels.
     */
    private static final List<Integer> RESERVATIONS =
            List.of(0x4030_5828, 0x4030_582A, 0x4030_5839, 0x4030_580A, 0x4030_5824);

    /** AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK: a network namespace does not hold AF_VSOCK. */
    private static final List<Integer> FAMILIES = List.of(1, 2, 10, 16);

    /**
     * Linux, PER_LINUX32, both with UNAME26, the question for the present one, and
     * ADDR_NO_RANDOMIZE, with which debuggers and sanitizers start programs.
     */
    private static final List<Integer> PERSONALITIES = List.of(0, 8, 0x20000, 0x20008, -1, 0x40000);

    private static final FilterBlock UNKNOWN = FilterBlock.always(error(ENOSYS));

    /**
     * What allocates blocks without writing them would outrun {@code DiskWatch}; posix_fallocate(3)
     * then writes.
     */
    private static final Map<String, FilterBlock> BY_ARGUMENTS =
            Map.of(
                    "clone", FilterBlock.ifAnyBit(0, NEW_NAMESPACES, error(EPERM), ALLOW),
                    "fallocate", FilterBlock.ifAnyBit(1, PUNCH_HOLE, ALLOW, error(EOPNOTSUPP)),
                    "ioctl", FilterBlock.ifOneOf(1, RESERVATIONS, error(EOPNOTSUPP), ALLOW),
                    "socket", FilterBlock.ifOneOf(0, FAMILIES, ALLOW, error(EAFNOSUPPORT)),
                    "personality", FilterBlock.ifOneOf(0, PERSONALITIES, ALLOW, error(EPERM)));

    private SystemCalls() {}

    /** This machine's filter; null when the table does not have its architecture. */
    static @Nullable SystemCallFilter filter() {
        var architecture = Architecture.of(System.getProperty("os.arch"));
        return architecture == null ? null : new SystemCallFilter(program(architecture));
    }

    /** The filter's program, as {@link SystemCallFilter} takes it. */
    static byte[] program(Architecture architecture) {
        var blocks = new TreeMap<Integer, FilterBlock>();
        table().lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" +", -1))
                .filter(fields -> !fields[architecture.column].equals("-"))
                .forEach(fields ->
                        blocks.put(
                                Integer.valueOf(fields[architecture.column]),
                                block(fields[0], fields[3])));
        return FilterBlock.dispatch(architecture.audit, blocks, UNKNOWN);
    }

    private static FilterBlock block(String call, String rule) {
        return switch (rule) {
            case "allow" -> FilterBlock.always(ALLOW);
            case "deny" -> FilterBlock.always(error(EPERM));
            case "arguments" -> Objects.requireNonNull(BY_ARGUMENTS.get(call), call);
            default -> throw new IllegalStateException("no rule: " + rule);
        };
    }

    private static String table() {
        try (var file = SystemCalls.class.getResourceAsStream("system-calls.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
