package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task that can be run.
 *
 * @param base what the agent starts from
 * @param tests what decides the verdict
 * @param reference the published solution; null if absent
 */
public record EvaluationTask(
        TaskId id,
        Base base,
        Install install,
        Assignment assignment,
        Tests tests,
        @Nullable ReferencePatch reference,
        Environment environment)
        implements LoadedTask {

    /** The environment variable in which agents find the prompt, besides its file. */
    public static final String PROMPT_VARIABLE = "TERM_ISSUE_TEXT";

    /** What the agent is asked to do. */
    public String prompt() {
        return assignment.prompt();
    }

    /** The files that the published solution changes; empty without one. */
    public Set<String> referencePaths() {
        return reference == null ? Set.of() : reference.paths();
    }

    /** The same task, judged by other scripts. */
    public EvaluationTask withScripts(List<TestScript> scripts) {
        return new EvaluationTask(
                id,
                base,
                install,
                assignment,
                new Tests(scripts, tests.files(), tests.directory()),
                reference,
                environment);
    }

    /** SHA-256 in hex of all that decides how the task runs and is judged, its id apart. */
    public String contentHash() throws IOException {
        return TaskContent.hash(this);
    }

    /**
     * SHA-256 in hex of all that decides what agents start from; null when that may change by
     * itself, as the tip of a branch does.
     */
    public @Nullable String preparationHash() throws IOException {
        return base.commit() == null ? null : TaskContent.preparationHash(this);
    }

    /**
     * As {@link #preparationHash()}, of a base in which some files hold something else.
     *
     * @param files contents by path
     */
    public @Nullable String preparationHash(Map<String, byte[]> files) throws IOException {
        return base.commit() == null ? null : TaskContent.preparationHash(this, files);
    }

    /**
     * A repository at a commit, less what a synthetic task takes away.
     *
     * @param repository a URL, not yet checked against the allowed protocols
     * @param commit null means the tip of the default branch
     * @param deletionPatch a file of the archive, applied before anything else; what it deletes is
     *     the solution, so the agent must not find it in any git object
     */
    public record Base(String repository, @Nullable String commit, @Nullable Path deletionPatch) {}

    /**
     * What agents are told.
     *
     * @param prompt what to do
     * @param difficulty Easy, Medium, Hard, or empty when the task does not say
     */
    public record Assignment(String prompt, String difficulty) {}

    /**
     * Shell commands, run in order before the agent.
     *
     * @param directory where they run, relative to the repository; empty for the repository itself
     */
    public record Install(List<String> commands, String directory) {
        public Install {
            commands = List.copyOf(commands);
        }
    }

    /**
     * The hidden tests.
     *
     * @param scripts never empty
     * @param files copied into the repository after the agent has ended
     * @param directory where the scripts run, as with {@link Install}
     */
    public record Tests(List<TestScript> scripts, List<TestFile> files, String directory) {
        public Tests {
            scripts = List.copyOf(scripts);
            files = List.copyOf(files);
            if (scripts.isEmpty()) {
                throw new IllegalArgumentException("zero tests is never a pass");
            }
        }
    }

    /**
     * What the task's author had around the repository.
     *
     * @param repoPath where commands expect the working tree: absolute and normalised
     * @param image the container image in which the author validated the task
     * @param language recorded only
     */
    public record Environment(String repoPath, @Nullable String image, @Nullable String language) {}
}
