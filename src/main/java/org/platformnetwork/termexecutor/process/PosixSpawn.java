package org.platformnetwork.termexecutor.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.process.ProcessMarkers.RunMark;

/**
 * Starts a program as leader of a session of its own, with no input, its output in a pipe, and
 * nothing else of this process: no other descriptor, no ignored or blocked signal, no variable.
 */
final class PosixSpawn {

    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int O_APPEND = 0x400;
    private static final int ENOEXEC = 8;
    private static final String SHELL = "/bin/sh";

    // More than glibc's posix_spawnattr_t (336 bytes), posix_spawn_file_actions_t (80) and
    // sigset_t (128) take on any 64-bit Linux.
    private static final long STRUCT_SIZE = 512;
    private static final long ALIGNMENT = 16;

    /** Never freed, since every start reads it. */
    private static final MemorySegment ATTRIBUTES = attributes(Arena.global());

    private PosixSpawn() {}

    /** Links the functions, which takes a tenth of a second, and throws when one is missing. */
    static void prepare() {
        Objects.requireNonNull(ATTRIBUTES);
    }

    /**
     * Returns the child's pid once the program runs in it. The child is this process's own: no one
     * else may wait for it, and Java, which waits for its own children by their pids, does not.
     *
     * @param program what {@link ProgramLookup} found
     * @param pipe where stdout and stderr are appended; it must have a reader
     * @throws SpawnFailedException when nothing of the program ran
     */
    static int start(String program, Command command, RunMark mark, Path pipe)
            throws SpawnFailedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment environment =
                    strings(
                            arena,
                            Stream.concat(
                                    command.environment().entrySet().stream()
                                            .map(e -> e.getKey() + "=" + e.getValue()),
                                    Stream.of(mark.assignment())));
            MemorySegment actions = arena.allocate(STRUCT_SIZE, ALIGNMENT);
            check((int) Libc.ACTIONS_INIT.invokeExact(actions));
            try {
                addActions(arena, actions, command.directory(), pipe);
                MemorySegment pid = arena.allocate(JAVA_INT);
                int error =
                        spawn(
                                arena,
                                pid,
                                program,
                                actions,
                                command.arguments().stream(),
                                environment);
                if (error == ENOEXEC) {
                    // A script without "#!": execvp(3), and so every shell, has sh run it.
                    Stream<String> arguments =
                            Stream.concat(
                                    Stream.of(SHELL, program),
                                    command.arguments().stream().skip(1));
                    error = spawn(arena, pid, SHELL, actions, arguments, environment);
                }
                check(error);
                return pid.get(JAVA_INT, 0);
            } finally {
                int _ = (int) Libc.ACTIONS_DESTROY.invokeExact(actions);
            }
        } catch (SpawnFailedException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.failure(e);
        }
    }

    private static int spawn(
            Arena arena,
            MemorySegment pid,
            String program,
            MemorySegment actions,
            Stream<String> arguments,
            MemorySegment environment)
            throws Throwable {
        return (int)
                Libc.POSIX_SPAWN.invokeExact(
                        pid,
                        arena.allocateFrom(program),
                        actions,
                        ATTRIBUTES,
                        strings(arena, arguments),
                        environment);
    }

    /** In the order in which the child does them, after it has become a session's leader. */
    private static void addActions(Arena arena, MemorySegment actions, Path directory, Path pipe)
            throws Throwable {
        check(
                (int)
                        Libc.ACTIONS_ADDOPEN.invokeExact(
                                actions, 0, arena.allocateFrom("/dev/null"), O_RDONLY, 0));
        check(
                (int)
                        Libc.ACTIONS_ADDOPEN.invokeExact(
                                actions,
                                1,
                                arena.allocateFrom(pipe.toString()),
                                O_WRONLY | O_APPEND,
                                0));
        check((int) Libc.ACTIONS_ADDDUP2.invokeExact(actions, 1, 2));
        check(
                (int)
                        Libc.ACTIONS_ADDCHDIR.invokeExact(
                                actions, arena.allocateFrom(directory.toString())));
        check((int) Libc.ACTIONS_ADDCLOSEFROM.invokeExact(actions, 3));
    }

    private static MemorySegment attributes(Arena arena) {
        MemorySegment attributes = arena.allocate(STRUCT_SIZE, ALIGNMENT);
        MemorySegment noSignal = arena.allocate(STRUCT_SIZE, ALIGNMENT);
        // Not sigfillset, which leaves out two that glibc keeps to itself and would leave ignored.
        MemorySegment everySignal = arena.allocate(STRUCT_SIZE, ALIGNMENT).fill((byte) 0xFF);
        short flags = SETSIGDEF | SETSIGMASK | SETSID;
        try {
            check((int) Libc.ATTR_INIT.invokeExact(attributes));
            check((int) Libc.ATTR_SETFLAGS.invokeExact(attributes, flags));
            check((int) Libc.ATTR_SETSIGMASK.invokeExact(attributes, noSignal));
            check((int) Libc.ATTR_SETSIGDEFAULT.invokeExact(attributes, everySignal));
            return attributes;
        } catch (Throwable e) {
            throw Libc.failure(e);
        }
    }

    /** An array of pointers to UTF-8, ended by a null pointer. */
    private static MemorySegment strings(Arena arena, Stream<String> strings) {
        List<MemorySegment> pointers = strings.map(arena::allocateFrom).toList();
        MemorySegment array = arena.allocate(ADDRESS, pointers.size() + 1L);
        for (int i = 0; i < pointers.size(); i++) {
            array.setAtIndex(ADDRESS, i, pointers.get(i));
        }
        return array;
    }

    private static void check(int error) throws SpawnFailedException {
        if (error != 0) {
            throw new SpawnFailedException(error);
        }
    }

    /**
     * The operating system would not start the program; the reason is one sentence without a path.
     */
    static final class SpawnFailedException extends Exception {

        private static final long serialVersionUID = 1;

        private final String reason;
        private final int error;

        SpawnFailedException(int error) {
            this(sentence(error), error);
        }

        private SpawnFailedException(String reason, int error) {
            super(reason);
            this.reason = reason;
            this.error = error;
        }

        String reason() {
            return reason;
        }

        int error() {
            return error;
        }

        /** The numbers are those of errno(3) on Linux. */
        private static String sentence(int error) {
            return switch (error) {
                case 2 -> "The program, its interpreter or its directory was not found.";
                case 7 -> "The arguments and variables are longer than the system takes.";
                case 11 -> "The system's limit of processes is reached.";
                case 12 -> "The system has too little memory left to start the program.";
                case 13 -> "The system does not permit the program to be run.";
                default -> "The system refused to start the program (error %d).".formatted(error);
            };
        }
    }
}
