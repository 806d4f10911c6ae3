package org.platformnetwork.termexecutor.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.FutureTask;
import org.platformnetwork.termexecutor.process.PosixSpawn.SpawnFailedException;

/**
 * Which system calls a command may make: a program of classic BPF for seccomp(2). The kernel keeps
 * filters by thread and hands them down to children, so a command gets one from a thread that takes
 * it on, starts the command, and ends.
 */
public final class SystemCallFilter {

    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_MODE_FILTER = 2;

    /** Of a {@code sock_filter}, and of the {@code sock_fprog} that points to them. */
    private static final int INSTRUCTION_SIZE = 8;

    private static final long PROGRAM_SIZE = 16;

    private final byte[] program;

    /**
     * @param program instructions of eight bytes ({@code struct sock_filter}) in this machine's
     *     byte order
     */
    public SystemCallFilter(byte[] program) {
        this.program = program.clone();
    }

    /** The program as bubblewrap's {@code --seccomp} reads it. */
    public byte[] program() {
        return program.clone();
    }

    interface Start {
        int run() throws SpawnFailedException;
    }

    /**
     * Returns the pid that the start gives.
     *
     * @throws SpawnFailedException also when the kernel does not take the filter
     */
    int around(Start start) throws SpawnFailedException {
        var step =
                new FutureTask<>(() -> {
                    install();
                    return start.run();
                });
        // Whoever wakes a virtual thread may start a carrier of theirs, which would be held by the
        // filter too; a thread between waits natively.
        Thread between =
                Thread.ofPlatform()
                        .daemon()
                        .name("command-start")
                        .start(() -> join(Thread.ofPlatform().daemon().start(step)));
        join(between);
        return switch (step.state()) {
            case SUCCESS -> step.resultNow();
            case FAILED -> {
                if (step.exceptionNow() instanceof SpawnFailedException refused) {
                    throw refused;
                }
                throw Libc.failure(step.exceptionNow());
            }
            default -> throw new IllegalStateException("the start of a command did not end");
        };
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holds the calling thread, and whatever it starts, from now on. */
    private void install() throws SpawnFailedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = arena.allocateFrom(JAVA_BYTE, program);
            MemorySegment head = arena.allocate(PROGRAM_SIZE, ADDRESS.byteAlignment());
            head.set(JAVA_SHORT, 0, (short) (program.length / INSTRUCTION_SIZE));
            head.set(ADDRESS, ADDRESS.byteSize(), instructions);
            require(Libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0));
            require(Libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, head.address()));
        }
    }

    private static void require(int error) throws SpawnFailedException {
        if (error != 0) {
            throw new SpawnFailedException(error);
        }
    }
}
