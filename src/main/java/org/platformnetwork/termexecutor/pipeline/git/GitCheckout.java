package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Brings exactly one commit of a repository: the tree is that commit's or there is no tree, and the
 * result holds no remote, branch, tag, reflog or object besides it. What was fetched once is kept
 * in {@link Mirrors}; its submodules come the same way.
 */
@Component
public final class GitCheckout implements DisposableBean {

    private final GitSettings settings;
    private final ProcessRunner runner;
    private final Predicate<InetAddress> reachable;
    private final Mirrors mirrors;

    @Autowired
    GitCheckout(GitSettings settings, ProcessRunner runner) throws IOException {
        this(settings, runner, PublicAddresses::contain);
    }

    /**
     * @param reachable the addresses that a task may lead to
     */
    GitCheckout(GitSettings settings, ProcessRunner runner, Predicate<InetAddress> reachable)
            throws IOException {
        this.settings = settings;
        this.runner = runner;
        this.reachable = reachable;
        GitCommands.configure(settings.home());
        this.mirrors =
                new Mirrors(settings.home().resolve("mirrors"), settings.cacheBytes().toBytes());
    }

    /**
     * Checks a commit out into an empty directory.
     *
     * @param repository a URL, before rewriting
     * @param commit a hash of 7 to 64 hex digits; null for the tip of the default branch
     */
    public CheckoutResult checkout(String repository, @Nullable String commit, Path directory) {
        var wanted = commit == null ? null : commit.toLowerCase(Locale.ROOT);
        var git = new GitCommands(settings, runner, reachable);
        return completed(
                () -> new TreeBuilder(settings, git, mirrors).build(repository, wanted, directory));
    }

    /**
     * Makes a repository whose only commit is a checked-out one with a patch applied; what the
     * patch deletes is in no object of it.
     *
     * @param base what {@link #checkout} made; of no further use afterwards
     * @param patch a diff as git writes it
     * @param directory empty
     */
    public CheckoutResult checkoutPatched(Path base, Path patch, Path directory) {
        var git = new GitCommands(settings, runner, reachable);
        return completed(() -> new PatchedCheckout(git, base, patch, directory).run());
    }

    /** Work with git that may end in the middle. */
    private interface Steps {
        CheckoutResult run() throws StepFailedException, IOException, InterruptedException;
    }

    private static CheckoutResult completed(Steps steps) {
        try {
            return steps.run();
        } catch (StepFailedException e) {
            return e.result();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new CheckoutResult.Cancelled();
        } catch (IOException _) {
            return Thread.currentThread().isInterrupted()
                    ? new CheckoutResult.Cancelled()
                    : new CheckoutResult.Failed("The working tree could not be written.");
        }
    }

    @Override
    public void destroy() throws IOException {
        mirrors.close();
    }
}
