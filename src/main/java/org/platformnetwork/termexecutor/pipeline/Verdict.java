package org.platformnetwork.termexecutor.pipeline;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.pipeline.agent.AgentPhase;
import org.platformnetwork.termexecutor.pipeline.patch.AgentPatch;
import org.platformnetwork.termexecutor.pipeline.patch.HarnessChanges.HarnessChange;
import org.platformnetwork.termexecutor.sandbox.Limit;

/**
 * What the tests say of the agent.
 *
 * @param failureClass null for a pass
 * @param error null for a pass
 */
public record Verdict(@Nullable FailureClass failureClass, @Nullable String error) {

    public static final Verdict PASS = new Verdict(null, null);

    private static final int MAX_NAMED = 20;

    /** What resolvers and package managers print where there is no network. */
    private static final Pattern NO_NETWORK =
            Pattern.compile(
                    "[Cc]ould not resolve host|[Tt]emporary failure in name resolution"
                            + "|[Nn]ame or service not known|[Nn]etwork is unreachable"
                            + "|UnknownHostException|NameResolutionError|[Uu]nknown host"
                            + "|getaddrinfo|\\bENOTFOUND\\b|\\bEAI_AGAIN\\b|dial tcp:? lookup");

    /** Of a pass that depends on these files; the first of them are named. */
    static Verdict ofHarness(List<HarnessChange> changes) {
        boolean runs = changes.stream().anyMatch(HarnessChange::runs);
        var paths =
                changes.stream()
                        .filter(change -> change.runs() || !runs)
                        .map(HarnessChange::path)
                        .toList();
        var named = String.join(", ", paths.subList(0, Math.min(MAX_NAMED, paths.size())));
        if (paths.size() > MAX_NAMED) {
            named += " and %d more".formatted(paths.size() - MAX_NAMED);
        }
        return runs
                ? new Verdict(
                        FailureClass.TAMPERING,
                        "The tests pass only with what the agent changed about how they run: %s."
                                .formatted(named))
                : new Verdict(
                        FailureClass.TESTS_FAILED,
                        "The tests pass only with the agent's own version of the repository's tests: %s."
                                .formatted(named));
    }

    /** Whether an output shows that its command looked for a network in vain. */
    public static boolean missesNetwork(String output) {
        return NO_NETWORK.matcher(output).find();
    }

    boolean isPass() {
        return failureClass == null;
    }

    /** Judges by the tests; what went wrong with the agent matters only when they fail. */
    static Verdict of(
            List<TestResult> tests,
            AgentPhase.@Nullable AgentFailure trouble,
            AgentPatch agentPatch) {
        var failed = tests.stream().filter(test -> !test.passed()).toList();
        if (failed.isEmpty()) {
            return PASS;
        }
        var error =
                "%d of %d test scripts failed: %s."
                        .formatted(
                                failed.size(),
                                tests.size(),
                                failed.stream()
                                        .map(Verdict::reason)
                                        .collect(Collectors.joining(", ")));
        return trouble == null
                ? new Verdict(FailureClass.TESTS_FAILED, error)
                : new Verdict(failureClass(trouble, agentPatch), trouble.sentence() + " " + error);
    }

    /** The same, with the cause that a person can act on where a test missed the network. */
    Verdict explainedBy(List<TestResult> tests, boolean network) {
        boolean isCutOff =
                !network
                        && tests.stream()
                                .filter(test -> !test.passed())
                                .anyMatch(test -> missesNetwork(test.output()));
        return isPass() || !isCutOff
                ? this
                : new Verdict(
                        failureClass,
                        error
                                + " A download was tried and verification has no network"
                                + " (VERIFY_NETWORK=none).");
    }

    private static FailureClass failureClass(
            AgentPhase.AgentFailure trouble, AgentPatch agentPatch) {
        if (trouble.limit() == Limit.HOST_MEMORY) {
            return FailureClass.INFRA_ERROR;
        }
        if (trouble.limit() != null) {
            return FailureClass.RESOURCE_LIMIT;
        }
        return agentPatch.isEmpty() ? FailureClass.AGENT_FAILED : FailureClass.TESTS_FAILED;
    }

    private static String reason(TestResult test) {
        return test.objection() == null
                ? "%s (exit code %d)".formatted(test.name(), test.exitCode())
                : "%s (%s)".formatted(test.name(), test.objection());
    }
}
