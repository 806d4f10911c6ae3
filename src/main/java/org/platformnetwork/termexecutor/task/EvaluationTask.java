package org.platformnetwork.termexecutor.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that can be run.
 *
 * @param repository a URL, not yet checked against the allowed protocols
 * @param baseCommit the commit to start from; null means the tip of the default branch
 * @param installCommands shell commands, run in order before the agent
 * @param prompt what the agent is asked to do
 * @param testScripts what decides the verdict; never empty
 * @param testFiles hidden test sources, laid into the repository after the agent has ended
 */
public record EvaluationTask(
        TaskId id,
        String repository,
        @Nullable String baseCommit,
        List<String> installCommands,
        String prompt,
        List<TestScript> testScripts,
        List<TestFile> testFiles)
        implements LoadedTask {

    public EvaluationTask {
        installCommands = List.copyOf(installCommands);
        testScripts = List.copyOf(testScripts);
        testFiles = List.copyOf(testFiles);
        if (testScripts.isEmpty()) {
            throw new IllegalArgumentException("zero tests is never a pass");
        }
    }
}
