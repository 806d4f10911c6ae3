package org.platformnetwork.termexecutor.pipeline;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much runs at once, for how long, and how tasks are judged.
 *
 * @param maxConcurrentTasks how many tasks of a batch run side by side, at most and by default
 * @param installTimeout for each install command
 * @param agentTimeout for the agent
 * @param testTimeout for each test script
 * @param taskValidation null for what {@code baselineCheck} says
 * @param baselineCheck whether tasks are validated before the agent
 * @param negativeControl whether the scripts of a pass must also be seen to fail
 * @param maxPatch how large an agent's change may be
 * @param layerCache what prepared tasks may take that no task uses; 0 keeps none
 * @param agentEnv names of the service's variables that agents get
 * @param installEnv names of the service's variables that install commands get
 */
@Validated
@ConfigurationProperties("execution")
public record PipelineSettings(
        @Min(1) @Max(1024) int maxConcurrentTasks,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration installTimeout,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration agentTimeout,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration testTimeout,
        InstallFailures installFailures,
        VerifiedIn verifyIn,
        Network verifyNetwork,
        Network agentNetwork,
        @Nullable TaskValidationMode taskValidation,
        boolean baselineCheck,
        boolean negativeControl,
        DataSize maxPatch,
        DataSize layerCache,
        List<String> agentEnv,
        List<String> installEnv) {

    public PipelineSettings {
        agentEnv = List.copyOf(agentEnv);
        installEnv = List.copyOf(installEnv);
        requireNames("agent-env", agentEnv);
        requireNames("install-env", installEnv);
        if (layerCache.isNegative()) {
            throw new IllegalArgumentException("layer-cache: a number of bytes, 0 or more");
        }
        if (maxPatch.toBytes() < 1024 || maxPatch.toBytes() > 256L * 1024 * 1024) {
            throw new IllegalArgumentException(
                    "max-patch: a whole number of bytes from 1024 to 268435456");
        }
    }

    /** When tasks are validated. */
    TaskValidationMode validationMode() {
        if (taskValidation != null) {
            return taskValidation;
        }
        return baselineCheck ? TaskValidationMode.ALWAYS : TaskValidationMode.AUTO;
    }

    private static void requireNames(String setting, List<String> names) {
        if (!names.stream().allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*"))) {
            throw new IllegalArgumentException(setting + ": comma-separated names of variables");
        }
    }

    /** What becomes of a task whose install command failed. */
    public enum InstallFailures {
        /**
         * It ends as {@code infra_error}: its tests would judge whatever the machine happens to
         * have.
         */
        FAIL,
        /** It goes on with a note. */
        WARN
    }

    /** When tasks are validated. */
    public enum TaskValidationMode {
        /** When a verdict asks for it. */
        AUTO,
        /** Whole, before the agent. */
        ALWAYS,
        /** Never. */
        OFF
    }

    /** Whether the commands of a phase may reach anything outside. */
    public enum Network {
        NONE,
        ALLOW
    }
}
