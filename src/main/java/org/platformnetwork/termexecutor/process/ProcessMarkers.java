package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells by what a process carries about whether it belongs to a run: its environment, its stdout or
 * stderr, its working directory; a process has to shed all of them to be taken for a stranger.
 */
final class ProcessMarkers {

    enum Finding {
        OURS,
        STRANGER,
        /** No environment to be seen, as in the middle of an exec: look again. */
        UNCLEAR
    }

    private static final int CHUNK = 65_536;

    private final byte[] assignment;
    private final Path pipe;
    private final @Nullable Path ownedDirectory;

    /**
     * @param pipe what a link to the output pipe reads, its inode included
     */
    ProcessMarkers(RunMark mark, Path pipe, @Nullable Path ownedDirectory) {
        this.assignment = mark.assignment().getBytes(UTF_8);
        this.pipe = pipe;
        this.ownedDirectory = ownedDirectory;
    }

    Finding examine(ProcessStat process) {
        String entry = "/proc/" + process.pid();
        return process.state() == 'Z' ? examineThreads(entry + "/task") : examine(entry);
    }

    /** The first thread has ended and shows nothing any more, the others still do. */
    private Finding examineThreads(String threads) {
        String[] names = new File(threads).list();
        for (String name : names == null ? new String[0] : names) {
            if (examine(threads + "/" + name) == Finding.OURS) {
                return Finding.OURS;
            }
        }
        return Finding.STRANGER;
    }

    private Finding examine(String entry) {
        if (writesToPipe(entry + "/fd/1") || writesToPipe(entry + "/fd/2") || worksInside(entry)) {
            return Finding.OURS;
        }
        return environment(entry, assignment);
    }

    /** Whether a process started with a text in its environment. */
    static boolean isInEnvironment(ProcessStat process, byte[] text) {
        String entry = "/proc/" + process.pid();
        if (process.state() != 'Z') {
            return environment(entry, text) == Finding.OURS;
        }
        String[] threads = new File(entry + "/task").list();
        return threads != null
                && Arrays.stream(threads)
                        .anyMatch(thread ->
                                environment(entry + "/task/" + thread, text) == Finding.OURS);
    }

    private static Finding environment(String entry, byte[] text) {
        try (var environment = new FileInputStream(entry + "/environ")) {
            return search(environment, text);
        } catch (IOException _) {
            return Finding.STRANGER;
        }
    }

    private static Finding search(InputStream environment, byte[] text) throws IOException {
        byte[] window = new byte[CHUNK];
        int filled = environment.readNBytes(window, 0, CHUNK);
        if (filled == 0) {
            return Finding.UNCLEAR;
        }
        while (!contains(window, filled, text)) {
            if (filled < CHUNK) {
                return Finding.STRANGER;
            }
            int overlap = text.length - 1;
            System.arraycopy(window, filled - overlap, window, 0, overlap);
            filled = overlap + environment.readNBytes(window, overlap, CHUNK - overlap);
        }
        return Finding.OURS;
    }

    private static boolean contains(byte[] window, int filled, byte[] text) {
        for (int start = 0; start + text.length <= filled; start++) {
            if (Arrays.equals(window, start, start + text.length, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    private boolean writesToPipe(String link) {
        return pipe.equals(target(link));
    }

    private boolean worksInside(String entry) {
        Path target = ownedDirectory == null ? null : target(entry + "/cwd");
        return target != null && target.startsWith(ownedDirectory);
    }

    private static @Nullable Path target(String link) {
        try {
            return Files.readSymbolicLink(Path.of(link));
        } catch (IOException _) {
            return null;
        }
    }

    /**
     * The name of one run, in a variable that even a double-forked daemon inherits.
     *
     * @param runner the mark that all runs of one {@link ProcessRunner} have in common
     */
    record RunMark(String runner, String id) {

        static final String VARIABLE = "TERM_EXECUTOR_RUN";

        static RunMark random(String runner) {
            return new RunMark(runner, UUID.randomUUID().toString());
        }

        /** What the assignments of all runs of a runner begin with. */
        static String prefix(String runner) {
            return VARIABLE + "=" + runner + ".";
        }

        String assignment() {
            return prefix(runner) + id;
        }
    }
}
