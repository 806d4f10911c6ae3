package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mirror for each repository's URL, so that a commit that was fetched once needs no network
 * again; the least recently used go when all together are too large. What is copied from a mirror
 * is checked by git against its hash, and a mirror that cannot give what it should is made anew.
 */
final class Mirrors implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Mirrors.class);
    private static final long EVICTION = 1L << 62;

    private final Path root;
    private final long limit;
    private final MirrorLocks locks;

    /**
     * @param root a directory that other processes may use in the same way
     * @param limit bytes that the mirrors may take when no checkout runs
     */
    Mirrors(Path root, long limit) throws IOException {
        this.root = Files.createDirectories(root);
        this.limit = limit;
        this.locks = new MirrorLocks(root.resolve("locks"));
    }

    /**
     * Makes a repository of one commit, without its files yet, in an empty directory.
     *
     * @param commit as in {@link Mirror#bring}
     * @return the commit's full hash
     */
    String copy(GitCommands git, Origin origin, @Nullable String commit, Path directory)
            throws StepFailedException, IOException, InterruptedException {
        var files = MirrorFiles.of(root, origin.url());
        boolean changed;
        String found;
        try (var held = locks.acquire(files.lockNumber(), git.remaining())) {
            if (held == null) {
                throw new StepFailedException(new CheckoutResult.TimedOut());
            }
            var mirror = new Mirror(git, files, origin);
            found = bring(mirror, git, files, commit);
            if (!isCopied(git, files, found, directory)) {
                log.atWarn().addKeyValue("mirror", files.name()).log("A mirror is created again");
                files.remove();
                found = mirror.bring(commit);
                if (!isCopied(git, files, found, directory)) {
                    throw StepFailedException.failed("The base commit could not be copied.");
                }
            }
            changed = mirror.changed();
            files.recordUse(changed);
        }
        if (changed) {
            evict();
        }
        return found;
    }

    /** A failed fetch may be the network's fault or the mirror's; only the latter is looked for. */
    private static String bring(
            Mirror mirror, GitCommands git, MirrorFiles files, @Nullable String commit)
            throws StepFailedException, IOException {
        try {
            return mirror.bring(commit);
        } catch (StepFailedException e) {
            if (!isFailedFetch(e.result()) || mirror.isSound()) {
                throw e;
            }
            log.atWarn().addKeyValue("mirror", files.name()).log("A mirror is created again");
            git.remaining();
            files.remove();
            return mirror.bring(commit);
        }
    }

    private static boolean isFailedFetch(CheckoutResult result) {
        return result instanceof CheckoutResult.Failed || result instanceof CheckoutResult.Refused;
    }

    /** Objects are copied, not linked: who edits one in place must not reach the mirror. */
    private static boolean isCopied(
            GitCommands git, MirrorFiles files, String commit, Path directory)
            throws StepFailedException, IOException {
        MirrorFiles.removeTree(directory.resolve(".git"));
        git.run(directory, "init", "--quiet", "--template=");
        return git.attempt(
                        directory,
                        "fetch",
                        "--quiet",
                        "--depth=1",
                        "--no-tags",
                        "--no-write-fetch-head",
                        "--",
                        "file://" + files.directory(),
                        commit)
                != null;
    }

    /** Removes what a crash left, and the least recently used mirrors beyond the limit. */
    private void evict() throws IOException, InterruptedException {
        try (var evicting = locks.acquire(EVICTION, Duration.ZERO);
                Stream<Path> entries = Files.list(root)) {
            if (evicting == null) {
                return;
            }
            var usages =
                    entries.map(MirrorFiles::owning).filter(Objects::nonNull).distinct().toList();
            var sorted = new ArrayList<MirrorFiles.Usage>();
            for (var files : usages) {
                sorted.add(files.usage());
            }
            sorted.sort(Comparator.comparing(MirrorFiles.Usage::last));
            long total = sorted.stream().mapToLong(MirrorFiles.Usage::bytes).sum();
            for (var usage : sorted) {
                if (total > limit || usage.mirror().isBusy()) {
                    total -= removeUnused(usage);
                }
            }
        }
    }

    /** How many bytes became free. */
    private long removeUnused(MirrorFiles.Usage usage) throws IOException, InterruptedException {
        try (var held = locks.acquire(usage.mirror().lockNumber(), Duration.ZERO)) {
            if (held == null) {
                return 0;
            }
            usage.mirror().remove();
            return usage.bytes();
        }
    }

    @Override
    public void close() throws IOException {
        locks.close();
    }
}
