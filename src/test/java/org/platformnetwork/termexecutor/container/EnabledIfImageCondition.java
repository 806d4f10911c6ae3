package org.platformnetwork.termexecutor.container;

import com.github.dockerjava.api.exception.NotFoundException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

final class EnabledIfImageCondition implements ExecutionCondition {

    private static final String NO_IMAGE =
            "no image " + ServiceContainer.IMAGE + ": docker build -t term-executor .";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return ConditionEvaluationResult.disabled("no Docker daemon answers");
        }
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(ServiceContainer.IMAGE).exec();
        } catch (NotFoundException e) {
            if (Boolean.parseBoolean(System.getenv("REQUIRE_TOOLS"))) {
                throw new IllegalStateException(NO_IMAGE + " (REQUIRE_TOOLS=true)", e);
            }
            return ConditionEvaluationResult.disabled(NO_IMAGE);
        }
        return ConditionEvaluationResult.enabled("Docker has the image");
    }
}
