package org.platformnetwork.termexecutor.attestation;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A document in lines for a terminal, to which nothing in it can do anything. */
final class VerdictSummary {

    private static final int MAX_CHARACTERS = 300;

    private VerdictSummary() {}

    static String of(VerdictDocument verdict) {
        var head =
                """
                batch     %s: %s
                reward    %d of %d tasks passed, %d judged
                archive   %s
                agent     %s
                ended     %s
                executor  version %s, isolation %s
                """
                        .formatted(
                                safe(verdict.batchId()),
                                safe(verdict.status()),
                                verdict.passedTasks(),
                                verdict.totalTasks(),
                                verdict.scoredTasks(),
                                safe(verdict.archiveSha256()),
                                safe(verdict.agentSha256()),
                                safe(verdict.finishedAt()),
                                safe(verdict.version()),
                                safe(verdict.isolation()));
        var error =
                verdict.error() == null ? "" : "error     %s%n".formatted(safe(verdict.error()));
        var cancelled =
                verdict.cancelVotes() == null
                        ? ""
                        : "cancelled by %d votes%n".formatted(verdict.cancelVotes());
        return head
                + error
                + cancelled
                + verdict.tasks().stream().map(VerdictSummary::line).collect(Collectors.joining());
    }

    private static String line(TaskVerdict task) {
        var verdict = task.passed() == null ? "none" : task.passed() ? "passed" : "failed";
        var reason =
                task.failureClass() == null ? "" : " (%s)".formatted(safe(task.failureClass()));
        return "%-8s  %s%s%n".formatted(verdict, safe(task.taskId()), reason);
    }

    private static String safe(@Nullable String text) {
        if (text == null) {
            return "none";
        }
        return text.codePoints()
                .limit(MAX_CHARACTERS)
                .map(character -> isShown(character) ? character : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** No controls, and nothing that turns the direction of the text round or hides in it. */
    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
