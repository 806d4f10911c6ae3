package org.platformnetwork.termexecutor.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * The functions of glibc that tell what Java's own processes do not: which signal ended a child,
 * and what it used. The layouts are those of 64-bit Linux, the same on x86-64 and aarch64.
 *
 * <p>glibc 2.34 is the oldest that serves, for {@code posix_spawn_file_actions_addclosefrom_np};
 * {@code addchdir_np} came with 2.29, {@code POSIX_SPAWN_SETSID} with 2.26. Other C libraries lack
 * the first, which the initialisation of this class reports.
 */
final class Libc {

    static final int SIGKILL = 9;
    static final int SIGTERM = 15;
    static final int SIGSTOP = 19;

    private static final Linker LINKER = Linker.nativeLinker();

    /** posix_spawn and its helpers return the error instead of setting errno. */
    static final MethodHandle POSIX_SPAWN =
            function("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    static final MethodHandle ATTR_INIT = function("posix_spawnattr_init", ADDRESS);
    static final MethodHandle ATTR_SETFLAGS =
            function("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
    static final MethodHandle ATTR_SETSIGMASK =
            function("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
    static final MethodHandle ATTR_SETSIGDEFAULT =
            function("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS);
    static final MethodHandle ACTIONS_INIT = function("posix_spawn_file_actions_init", ADDRESS);
    static final MethodHandle ACTIONS_DESTROY =
            function("posix_spawn_file_actions_destroy", ADDRESS);
    static final MethodHandle ACTIONS_ADDOPEN =
            function(
                    "posix_spawn_file_actions_addopen",
                    ADDRESS,
                    JAVA_INT,
                    ADDRESS,
                    JAVA_INT,
                    JAVA_INT);
    static final MethodHandle ACTIONS_ADDDUP2 =
            function("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
    static final MethodHandle ACTIONS_ADDCHDIR =
            function("posix_spawn_file_actions_addchdir_np", ADDRESS, ADDRESS);
    static final MethodHandle ACTIONS_ADDCLOSEFROM =
            function("posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT);

    private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle WAITID =
            withErrno("waitid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle WAIT4 =
            withErrno("wait4", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle PIPE2 = withErrno("pipe2", ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT);
    private static final MethodHandle KILL = withErrno("kill", JAVA_INT, JAVA_INT);
    private static final MethodHandle PRCTL =
            link(
                    "prctl",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    KEEP_ERRNO,
                    Linker.Option.firstVariadicArg(1));

    private static final int EINTR = 4;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int P_PID = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x0100_0000;
    private static final long SIGINFO_SIZE = 128;
    private static final long RUSAGE_SIZE = 144;
    private static final long RUSAGE_MAXRSS = 4 * Long.BYTES;

    private Libc() {}

    /** An option of the calling thread; 0, or errno. */
    static int prctl(int option, long first, long second) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) PRCTL.invokeExact(state, option, first, second, 0L, 0L);
            return result == 0 ? 0 : (int) ERRNO.get(state, 0L);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /**
     * @param status as {@link ExitStatus#ofWait} takes it
     * @param maxRss in bytes; see {@link PeakMemory} for what it is worth
     */
    record Ended(int status, Duration cpuTime, long maxRss) {}

    /** The descriptors of a pipe's ends, which no child inherits. */
    record Pipe(int reader, int writer) {}

    /**
     * @throws IOException when this process has too many open files
     */
    static Pipe pipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            if ((int) PIPE2.invokeExact(state, ends, O_CLOEXEC) != 0) {
                throw new IOException("pipe2 failed with errno " + (int) ERRNO.get(state, 0L));
            }
            return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Closes a descriptor that this class opened. */
    static void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Blocks until the child has ended, and leaves it a zombie, so that no one gets its pid. */
    static void awaitEnd(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment info = arena.allocate(SIGINFO_SIZE, Long.BYTES);
            while ((int) WAITID.invokeExact(state, P_PID, pid, info, WEXITED | WNOWAIT) != 0) {
                requireInterrupted("waitid", state);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Blocks until the child has ended, and frees its pid. */
    static Ended reap(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment usage = arena.allocate(RUSAGE_SIZE, Long.BYTES);
            while ((int) WAIT4.invokeExact(state, pid, status, 0, usage) != pid) {
                requireInterrupted("wait4", state);
            }
            return new Ended(
                    status.get(JAVA_INT, 0),
                    time(usage, 0).plus(time(usage, 2L * Long.BYTES)),
                    usage.get(JAVA_LONG, RUSAGE_MAXRSS) * 1024);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /**
     * Sends a signal, with a negative number to a group; false when there was no process to reach.
     * It needs no process, so it works where none can be started any more.
     */
    static boolean kill(int target, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) KILL.invokeExact(arena.allocate(STATE), target, signal) == 0;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** What invokeExact declares to throw; none of these functions throws anything itself. */
    static RuntimeException failure(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(thrown);
        };
    }

    private static void requireInterrupted(String function, MemorySegment state) {
        int errno = (int) ERRNO.get(state, 0L);
        if (errno != EINTR) {
            throw new IllegalStateException(function + " failed with errno " + errno);
        }
    }

    private static Duration time(MemorySegment timeval, long offset) {
        return Duration.ofSeconds(timeval.get(JAVA_LONG, offset))
                .plusNanos(timeval.get(JAVA_LONG, offset + Long.BYTES) * 1000);
    }

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static MethodHandle withErrno(String name, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(JAVA_INT, arguments), KEEP_ERRNO);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(address(name), descriptor, options);
    }

    private static MemorySegment address(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() ->
                        new UnsupportedOperationException(
                                "The C library has no %s: glibc 2.34 or later is needed"
                                        .formatted(name)));
    }
}
