package org.platformnetwork.termexecutor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitStatus;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroups;

final class EnabledIfControlGroupsCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), EnabledIfControlGroups.class)
                .map(annotation -> evaluate(List.of(annotation.value()), tryOut()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("no cgroup is asked for"));
    }

    static ConditionEvaluationResult evaluate(
            List<LimitedResource> resources, List<LimitStatus> bounds) {
        String missing =
                bounds.stream()
                        .filter(bound -> resources.contains(bound.resource()) && !bound.inForce())
                        .map(bound -> bound.resource().wireName() + " (" + bound.detail() + ")")
                        .collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? ConditionEvaluationResult.enabled("bound: " + resources)
                : ConditionEvaluationResult.disabled("not bound by cgroups: " + missing);
    }

    private static List<LimitStatus> tryOut() {
        try {
            var workspace = Files.createTempDirectory("control-groups");
            var groups = new Cgroups(workspace, new ProcessRunner());
            groups.destroy();
            Files.delete(workspace);
            return groups.describe();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
