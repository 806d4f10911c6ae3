package org.platformnetwork.termexecutor.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

final class EnabledIfCommandCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String path = System.getenv().getOrDefault("PATH", "");
        boolean required = Boolean.parseBoolean(System.getenv("REQUIRE_TOOLS"));
        return AnnotationSupport.findAnnotation(context.getElement(), EnabledIfCommand.class)
                .map(annotation -> evaluate(List.of(annotation.value()), path, required))
                .orElseGet(() -> ConditionEvaluationResult.enabled("no tool is asked for"));
    }

    static ConditionEvaluationResult evaluate(List<String> tools, String path, boolean required) {
        List<String> missing = tools.stream().filter(tool -> !isOnPath(tool, path)).toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("found " + tools);
        }
        String reason = "missing tools: " + String.join(", ", missing);
        if (required) {
            throw new IllegalStateException(reason + " (REQUIRE_TOOLS=true)");
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    private static boolean isOnPath(String tool, String path) {
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, tool))
                .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }
}
