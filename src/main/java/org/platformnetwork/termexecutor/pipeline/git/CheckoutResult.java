package org.platformnetwork.termexecutor.pipeline.git;

import java.util.List;

/** What became of an attempt to bring a repository at a commit. */
public sealed interface CheckoutResult {

    /**
     * The working tree is there.
     *
     * @param commit its full hash
     * @param notes a sentence for each part that is missing: submodules that cannot be fetched, LFS
     *     pointers
     */
    record Ready(String commit, List<String> notes) implements CheckoutResult {
        public Ready {
            notes = List.copyOf(notes);
        }
    }

    /**
     * The task asks for something that does not exist or is not allowed.
     *
     * @param reason one sentence
     */
    record Impossible(String reason) implements CheckoutResult {}

    /**
     * Network, disk or git failed; another attempt may succeed.
     *
     * @param reason one sentence
     */
    record Failed(String reason) implements CheckoutResult {}

    /**
     * The far side gives nothing: there is no such repository, or no right to it.
     *
     * @param reason one sentence
     */
    record Refused(String reason) implements CheckoutResult {}

    /** The time was over before the repository was there. */
    record TimedOut() implements CheckoutResult {}

    /** The calling thread was interrupted. */
    record Cancelled() implements CheckoutResult {}
}
