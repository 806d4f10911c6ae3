package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Confinement;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.SystemCallFilter;
import org.platformnetwork.termexecutor.sandbox.FilteredSandboxes;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.isolation.SystemCalls.Architecture;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

/** Which system calls reach the kernel from every role at every level. */
@EnabledIfCommand("python3")
class SystemCallFilterTests {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** Prints of each call whether it works, or why it does not. */
    private static final String CALLS =
            """
            import ctypes, errno, mmap, os, socket, struct, subprocess
            libc = ctypes.CDLL(None, use_errno=True)
            arm = os.uname().machine == "aarch64"
            def say(name, result, number):
                print(name, "works" if result >= 0 else errno.errorcode[number])
            def call(name, x86, on_arm, *arguments):
                result = libc.syscall(on_arm if arm else x86, *arguments)
                say(name, result, ctypes.get_errno())
            buffer = ctypes.create_string_buffer(256)
            call("getpid", 39, 172)
            call("unshare", 272, 97, 0x10000000)
            call("clone", 56, 220, 0x10000000 | 17, 0, 0, 0, 0)
            call("clone3", 435, 435, buffer, 0)
            call("mount", 165, 40, b"none", b"/proc", b"proc", 0, None)
            call("add_key", 248, 217, b"user", b"name", b"x", 1, -4)
            call("keyctl", 250, 219, 0, -4, 0)
            call("io_uring", 425, 425, 1, buffer)
            call("userfaultfd", 323, 282, 1)
            call("bpf", 321, 280, 0, buffer, 72)
            call("perf", 298, 241, buffer, 0, -1, -1, 0)
            call("persona", 135, 92, 0x400000)
            call("future", 5000, 5000)
            for family in "AF_VSOCK", "AF_ALG", "AF_INET", "AF_UNIX", "AF_NETLINK":
                kind = {"AF_ALG": socket.SOCK_SEQPACKET, "AF_NETLINK": socket.SOCK_RAW}
                number = getattr(socket, family)
                result = libc.socket(number, kind.get(family, socket.SOCK_STREAM), 0)
                say(family, result, ctypes.get_errno())
            file = os.open(os.environ["TMPDIR"] + "/file", os.O_RDWR | os.O_CREAT)
            call("fallocate", 285, 47, file, 0, ctypes.c_long(0), ctypes.c_long(1 << 20))
            space = struct.pack("qqq24x", 0, 0, 1 << 20)
            call("reserve", 16, 29, file, ctypes.c_long(0x40305828), space)
            call("readable", 16, 29, file, ctypes.c_long(0x541B), buffer)
            os.posix_fallocate(file, 0, 1 << 20)
            print("blocks", os.fstat(file).st_blocks >= 2048)
            if not arm:
                call("x32", 0x40000000 + 39, 0)
                code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                code.write(bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]))
                at = ctypes.addressof(ctypes.c_char.from_buffer(code))
                getpid = ctypes.CFUNCTYPE(ctypes.c_int)(at)()
                say("i386", getpid, -getpid)
            """;

    private static final List<String> ANSWERS =
            List.of(
                    "getpid works",
                    "unshare EPERM",
                    "clone EPERM",
                    "clone3 ENOSYS",
                    "mount EPERM",
                    "add_key EPERM",
                    "keyctl EPERM",
                    "io_uring EPERM",
                    "userfaultfd EPERM",
                    "bpf EPERM",
                    "perf EPERM",
                    "persona EPERM",
                    "future ENOSYS",
                    "AF_VSOCK EAFNOSUPPORT",
                    "AF_ALG EAFNOSUPPORT",
                    "AF_INET works",
                    "AF_UNIX works",
                    "AF_NETLINK works",
                    "fallocate ENOTSUP",
                    "reserve ENOTSUP",
                    "readable works",
                    "blocks True",
                    "x32 ENOSYS",
                    "i386 ENOSYS");

    @TempDir Path temporary;

    @Test
    @EnabledIfCommand("bwrap")
    void holdsEveryRoleInNamespaces() throws IOException {
        assertThat(answers(temporary, "namespaces")).isEqualTo(expected());
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("setpriv")
    void holdsEveryRoleOfUsersOfTheirOwn() throws IOException {
        assertThat(answers(temporary, "uid")).isEqualTo(expected());
    }

    @Test
    void holdsEveryRoleInProcesses() throws IOException {
        assertThat(answers(temporary, "process")).isEqualTo(expected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "process"})
    @EnabledIfCommand({"unshare", "bwrap"})
    void holdsEveryRoleOfAnOrdinaryUsersService(String level) {
        var user = List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--");

        assertThat(service(user, level, null)).endsWith(expected().toArray(String[]::new));
    }

    /** A filter that lets prctl(PR_SET_SECCOMP) fail stands for a kernel that has none. */
    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "process"})
    @EnabledIfCommand("bwrap")
    void commandsRunWhereTheKernelTakesNoFilterAndTheNotesSaySo(String level) {
        int setSeccomp = 22;
        int noFilter = FilterBlock.error(22);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        var architecture = arm ? Architecture.AARCH64 : Architecture.AMD64;
        var refused = FilterBlock.ifOneOf(0, List.of(setSeccomp), noFilter, FilterBlock.ALLOW);
        var program =
                FilterBlock.dispatch(
                        architecture.audit(),
                        new TreeMap<>(Map.of(arm ? 167 : 157, refused)),
                        FilterBlock.always(FilterBlock.ALLOW));

        assertThat(service(List.of(), level, new SystemCallFilter(program)))
                .contains(SystemCalls.UNFILTERED.sentence(), "io_uring works", "clone3 EINVAL");
    }

    /** What a service of its own prints, which needs not be this user's. */
    private List<String> service(
            List<String> start, String level, @Nullable SystemCallFilter filter) {
        var line = new ArrayList<>(start);
        line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(List.of("-Dlogging.level.root=OFF", Service.class.getName()));
        line.addAll(List.of(temporary.toString(), level));
        var environment = Map.of("PATH", HostCommands.PATH);
        var command =
                new Command(
                        line,
                        Path.of("/"),
                        environment,
                        TIMEOUT,
                        65_536,
                        new Confinement(null, filter, () -> false, false));
        var processResult = new ProcessRunner().run(command);
        assertThat(processResult).isInstanceOf(ProcessResult.Exited.class);
        return ((ProcessResult.Exited) processResult).output().text().lines().toList();
    }

    /** No thread of the service's own is held: the next command could not have namespaces. */
    @Test
    void holdsNothingOfTheService() throws IOException {
        answers(temporary, "process");

        var own = privileges(Files.readString(Path.of("/proc/self/status")));
        // A thread that has started a command is a moment in ending.
        await().untilAsserted(() -> assertThat(ofThreads()).isNotEmpty().containsOnly(own));
    }

    private static List<String> ofThreads() throws IOException {
        try (var threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.flatMap(SystemCallFilterTests::privileges).toList();
        }
    }

    /** A thread that has ended meanwhile has none. */
    private static Stream<String> privileges(Path thread) {
        try {
            return Stream.of(privileges(Files.readString(thread.resolve("status"))));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static String privileges(String status) {
        return status.lines()
                .filter(line -> line.startsWith("NoNewPrivs") || line.startsWith("Seccomp"))
                .toList()
                .toString();
    }

    private static List<String> expected() {
        var answers = new ArrayList<String>();
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        for (var sandboxPhase : SandboxPhase.values()) {
            answers.add(sandboxPhase.name());
            answers.addAll(arm ? ANSWERS.subList(0, ANSWERS.size() - 2) : ANSWERS);
        }
        return answers;
    }

    static List<String> answers(Path directory, String level) throws IOException {
        var answers = new ArrayList<String>();
        try (var sandboxes = new FilteredSandboxes(directory, level)) {
            answers.addAll(
                    sandboxes.notes().stream()
                            .filter(SystemCalls.UNFILTERED.sentence()::equals)
                            .toList());
            for (var sandboxPhase : SandboxPhase.values()) {
                answers.add(sandboxPhase.name());
                sandboxes.run(sandboxPhase, "python3", "-c", CALLS).lines().forEach(answers::add);
            }
        }
        return answers;
    }

    /** A service of its own, for another user. */
    static final class Service {

        private Service() {}

        public static void main(String[] args) throws IOException {
            answers(Path.of(args[0]), args[1]).forEach(System.out::println);
        }
    }
}
