package org.platformnetwork.termexecutor.pipeline.agent;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/** What the miners' documentation promises agents to find in their environment. */
final class TaskVariables {

    private static final String GIT_SUFFIX = ".git";

    private TaskVariables() {}

    /**
     * The variables of a task; each is there, empty when the task says nothing of it.
     *
     * @param timeout after which the agent is ended
     */
    static Map<String, String> of(EvaluationTask task, Duration timeout) {
        return Map.of(
                "TERM_TASK_ID",
                task.id().value(),
                "TERM_REPO",
                repositoryName(task.base().repository()),
                "TERM_BASE_COMMIT",
                Objects.requireNonNullElse(task.base().commit(), ""),
                EvaluationTask.PROMPT_VARIABLE,
                task.prompt(),
                "TERM_TIMEOUT",
                Long.toString(timeout.toSeconds()),
                "TERM_DIFFICULTY",
                task.assignment().difficulty(),
                "TERM_HINTS",
                "");
    }

    /**
     * {@code owner/name} as it stands in a URL behind the host. Of a URL without a host only the
     * last name: what stands before it is a path of this machine.
     */
    static String repositoryName(String url) {
        int scheme = url.indexOf("://");
        int path = (scheme < 0 ? url.indexOf(':') : url.indexOf('/', scheme + 3)) + 1;
        boolean hasHost = path > scheme + 4;
        var name = hasHost ? url.substring(path) : url;
        while (name.endsWith("/")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.endsWith(GIT_SUFFIX)) {
            name = name.substring(0, name.length() - GIT_SUFFIX.length());
        }
        return hasHost ? name : name.substring(name.lastIndexOf('/') + 1);
    }
}
