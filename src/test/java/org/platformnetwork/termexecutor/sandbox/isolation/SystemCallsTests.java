package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.sandbox.isolation.SystemCalls.Architecture;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** Runs the filter of every architecture by hand, since this machine has but one. */
class SystemCallsTests {

    private static final int I386 = 0x4000_0003;
    private static final int ARM = 0x4000_0028;
    private static final int X32 = 0x4000_0000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EAFNOSUPPORT = 97;
    private static final int NEWUSER = 0x1000_0000;

    private static final int THREAD = 0x003D_0F00;

    @ParameterizedTest
    @CsvSource({
        "AMD64, read, 0, AARCH64, 63",
        "AMD64, execve, 59, AARCH64, 221",
        "AMD64, ptrace, 101, AARCH64, 117",
        "AMD64, rseq, 334, AARCH64, 293",
        "AMD64, seccomp, 317, AARCH64, 277",
        "AMD64, openat2, 437, AARCH64, 437",
    })
    void ordinaryCallsAreAllowed(
            Architecture x86, String call, int one, Architecture arm, int two) {
        assertThat(answer(x86, one)).as(call).isZero();
        assertThat(answer(arm, two)).as(call).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "mount, 165, 40",
        "unshare, 272, 97",
        "setns, 308, 268",
        "add_key, 248, 217",
        "request_key, 249, 218",
        "keyctl, 250, 219",
        "bpf, 321, 280",
        "perf_event_open, 298, 241",
        "userfaultfd, 323, 282",
        "io_uring_setup, 425, 425",
        "open_by_handle_at, 304, 265",
        "kexec_load, 246, 104",
    })
    void whatReachesDeepIntoTheKernelIsNotPermitted(String call, int x86, int arm) {
        assertThat(answer(Architecture.AMD64, x86)).as(call).isEqualTo(EPERM);
        assertThat(answer(Architecture.AARCH64, arm)).as(call).isEqualTo(EPERM);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void callsThatNobodyKnowsDoNotExist(Architecture architecture) {
        int clone3 = 435;
        for (int call : new int[] {clone3, 457, 500, 5000, Integer.MAX_VALUE, -1}) {
            assertThat(answer(architecture, call)).as("call %d", call).isEqualTo(ENOSYS);
        }
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void otherAbisOfTheMachineDoNotExist(Architecture architecture) {
        int getpid = architecture == Architecture.AMD64 ? 39 : 172;

        assertThat(answer(architecture, getpid)).isZero();
        assertThat(answer(architecture, X32 + getpid)).isEqualTo(ENOSYS);
        for (int other : new int[] {I386, ARM, 0}) {
            assertThat(run(architecture, other, getpid, 0, 0)).isEqualTo(ENOSYS);
        }
    }

    @ParameterizedTest
    @CsvSource({"AMD64, 56", "AARCH64, 220"})
    void threadsAndProcessesAreMadeButNoNamespaces(Architecture architecture, int clone) {
        assertThat(answer(architecture, clone, THREAD, 0)).isZero();
        assertThat(answer(architecture, clone, 17, 0)).isZero();
        for (int bit = 25; bit <= 30; bit++) {
            assertThat(answer(architecture, clone, 17 | 1L << bit, 0)).isEqualTo(EPERM);
        }
        assertThat(answer(architecture, clone, 17 | 1 << 17, 0)).isEqualTo(EPERM);
        // The kernel reads the lower half only.
        assertThat(answer(architecture, clone, 1L << 40 | NEWUSER, 0)).isEqualTo(EPERM);
    }

    @ParameterizedTest
    @CsvSource({"AMD64, 41", "AARCH64, 198"})
    void socketsAreOfTheUsualFamilies(Architecture architecture, int socket) {
        for (int family : new int[] {1, 2, 10, 16}) {
            assertThat(answer(architecture, socket, family, 1)).isZero();
        }
        int packet = 17;
        int alg = 38;
        int vsock = 40;
        for (int family : new int[] {packet, alg, vsock, 0, 99}) {
            assertThat(answer(architecture, socket, family, 1)).isEqualTo(EAFNOSUPPORT);
        }
        assertThat(answer(architecture, socket, 1L << 32 | vsock, 1)).isEqualTo(EAFNOSUPPORT);
    }

    @ParameterizedTest
    @CsvSource({"AMD64, 135", "AARCH64, 92"})
    void personalitiesAreThoseOfDebuggers(Architecture architecture, int personality) {
        int noRandomization = 0x40000;
        for (long allowed : new long[] {0, 8, noRandomization, 0xFFFF_FFFFL}) {
            assertThat(answer(architecture, personality, allowed, 0)).isZero();
        }
        int readImpliesExec = 0x400000;
        for (long odd : new long[] {readImpliesExec, noRandomization | readImpliesExec, 6}) {
            assertThat(answer(architecture, personality, odd, 0)).isEqualTo(EPERM);
        }
    }

    @ParameterizedTest
    @CsvSource({"AMD64, 285", "AARCH64, 47"})
    void blocksAreGivenBackButNotTakenWithoutWriting(Architecture architecture, int fallocate) {
        int keepSize = 1;
        int punchHole = 2;
        int zeroRange = 16;
        assertThat(answer(architecture, fallocate, 3, punchHole | keepSize)).isZero();
        for (int mode : new int[] {0, keepSize, zeroRange}) {
            assertThat(answer(architecture, fallocate, 3, mode)).isEqualTo(EOPNOTSUPP);
        }
    }

    @ParameterizedTest
    @CsvSource({"AMD64, 16", "AARCH64, 29"})
    void noRequestToTheFileSystemTakesBlocks(Architecture architecture, int ioctl) {
        for (long taking :
                new long[] {0x4030_5828, 0x4030_582A, 0x4030_5839, 0x4030_580A, 0x4030_5824}) {
            assertThat(answer(architecture, ioctl, 3, taking)).isEqualTo(EOPNOTSUPP);
            // The kernel reads the lower half only.
            assertThat(answer(architecture, ioctl, 3, 1L << 32 | taking)).isEqualTo(EOPNOTSUPP);
            assertThat(answer(architecture, ioctl, taking, 0)).isZero();
        }
        int terminalSettings = 0x5401;
        int windowSize = 0x5413;
        int bytesToRead = 0x541B;
        int unreserve = 0x4030_5829;
        for (int other : new int[] {terminalSettings, windowSize, bytesToRead, unreserve, 0, -1}) {
            assertThat(answer(architecture, ioctl, 3, other)).isZero();
        }
    }

    /** Asks libseccomp, which has numbers of its own; it knows no calls later than itself. */
    @ParameterizedTest
    @EnumSource(Architecture.class)
    @EnabledIfCommand("scmp_sys_resolver")
    void numbersAreThoseOfLibseccomp(Architecture architecture)
            throws IOException, InterruptedException {
        int column = architecture == Architecture.AMD64 ? 1 : 2;
        var ours = new TreeMap<String, String>();
        for (var line : table()) {
            var fields = line.split(" +", -1);
            if (!fields[column].equals("-")) {
                ours.put(fields[0], fields[column]);
            }
        }
        var name = architecture == Architecture.AMD64 ? "x86_64" : "aarch64";
        var script =
                "for call; do echo $call $(scmp_sys_resolver -a %s $call); done".formatted(name);
        var command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(ours.keySet());
        var process = new ProcessBuilder(command).start();
        var theirs = new TreeMap<String, String>();
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> !fields[1].startsWith("-"))
                .forEach(fields -> theirs.put(fields[0], fields[1]));
        process.waitFor();

        assertThat(theirs).hasSizeGreaterThan(ours.size() - 12);
        assertThat(ours).containsAllEntriesOf(theirs);
    }

    private static List<String> table() throws IOException {
        try (var file = SystemCalls.class.getResourceAsStream("system-calls.txt")) {
            return new String(
                            Objects.requireNonNull(file).readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .toList();
        }
    }

    private static int answer(Architecture architecture, int call) {
        return answer(architecture, call, 0, 0);
    }

    private static int answer(Architecture architecture, int call, long first, long second) {
        return run(architecture, architecture.audit(), call, first, second);
    }

    /** The errno of a call, 0 when it is allowed. */
    private static int run(
            Architecture architecture, int audit, int call, long first, long second) {
        var data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        data.putInt(0, call).putInt(4, audit).putLong(16, first).putLong(24, second);
        var program =
                ByteBuffer.wrap(SystemCalls.program(architecture)).order(ByteOrder.nativeOrder());
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int code = program.getShort(8 * at);
            int operand = program.getInt(8 * at + 4);
            boolean holds =
                    switch (code) {
                        case 0x15 -> accumulator == operand;
                        case 0x35 -> Integer.compareUnsigned(accumulator, operand) >= 0;
                        case 0x45 -> (accumulator & operand) != 0;
                        default -> false;
                    };
            switch (code) {
                case 0x20 -> accumulator = data.getInt(operand);
                case 0x15, 0x35, 0x45 ->
                        at += Byte.toUnsignedInt(program.get(8 * at + (holds ? 2 : 3)));
                case 0x06 -> {
                    if (operand == 0x7FFF_0000) {
                        return 0;
                    }
                    assertThat(operand >>> 16).isEqualTo(5);
                    return operand & 0xFFFF;
                }
                default -> throw new AssertionError("instruction " + code);
            }
        }
    }
}
