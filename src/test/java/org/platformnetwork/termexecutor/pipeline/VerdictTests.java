package org.platformnetwork.termexecutor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TestResult;

class VerdictTests {

    private static final Verdict FAILED = new Verdict(FailureClass.TESTS_FAILED, "It failed.");
    private static final Verdict PASSED = new Verdict(null, null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl: (6) Could not resolve host: example.com",
                "npm error code EAI_AGAIN",
                "Error: getaddrinfo ENOTFOUND packages.example.org",
                "go: dial tcp: lookup modules.example.org: no such host",
                "java.net.UnknownHostException: artifacts.example.org",
                "NameResolutionError: Failed to resolve 'index.example.org'",
                "connect: Network is unreachable",
            })
    void downloadThatVerificationDoesNotAllowIsNamed(String output) {
        var failed = List.of(new TestResult("t.sh", 1, "a\n" + output + "\nb\n", null));
        var passed = List.of(new TestResult("t.sh", 0, output, null));

        assertThat(FAILED.explainedBy(failed, false))
                .isEqualTo(
                        new Verdict(
                                FailureClass.TESTS_FAILED,
                                "It failed. A download was tried and verification has no network"
                                        + " (VERIFY_NETWORK=none)."));
        assertThat(FAILED.explainedBy(failed, true)).isEqualTo(FAILED);
        assertThat(FAILED.explainedBy(passed, false)).isEqualTo(FAILED);
        assertThat(PASSED.explainedBy(failed, false)).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ModuleNotFoundError: No module named 'lib.add'",
                "Error: Failed to resolve import \"./x\" from \"src/y.test.ts\"",
                "connect ECONNREFUSED 127.0.0.1:5432",
                "AssertionError: 4 != 5",
            })
    void otherFailuresAreNotPutDownToTheNetwork(String output) {
        var failed = List.of(new TestResult("t.sh", 1, output, null));

        assertThat(FAILED.explainedBy(failed, false)).isEqualTo(FAILED);
    }
}
