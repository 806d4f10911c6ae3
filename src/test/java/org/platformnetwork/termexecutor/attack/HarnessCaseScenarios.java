package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import tools.jackson.databind.JsonNode;

/** Judges all cases as one batch, and then looks at each. */
@Tag("attack")
@TestInstance(Lifecycle.PER_CLASS)
abstract class HarnessCaseScenarios {

    private static final String DISPATCH =
            "cd \"$REPO_DIR\" && . \"$(dirname \"$0\")/each/$(head -n 1 \"$TASK_PROMPT\").sh\"\n";

    private final String isolation;
    private final Map<String, JsonNode> judged = new HashMap<>();

    HarnessCaseScenarios(String isolation) {
        this.isolation = isolation;
    }

    abstract List<HarnessCase> cases();

    @BeforeAll
    void judge(@TempDir Path directory) throws IOException {
        // The users of level uid have to pass through it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        var settings = Map.of("AGENT_TIMEOUT_SECS", "120", "TEST_TIMEOUT_SECS", "300");
        try (var arena = Arena.open(isolation, directory, settings)) {
            var archive = TestArchive.withAgent("agent.sh", DISPATCH);
            cases().forEach(each -> each.addTo(archive, arena.newRepository(each.name())));
            var zip = archive.zip();
            var client = arena.client();
            var id = client.submit(TestKeys.ALICE, zip).text("batch_id");
            var events = client.events("?batch_id=" + id);
            assertThat(client.submit(TestKeys.BOB, zip).status()).isEqualTo(202);
            events.closed().orTimeout(20, TimeUnit.MINUTES).join();
            for (var each : cases()) {
                judged.put(each.name(), client.get("/batch/" + id + "/task/" + each.name()).json());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isJudgedByWhatTheProductDoes(HarnessCase each) {
        each.check(new Judged(Objects.requireNonNull(judged.get(each.name())), List.of()));
    }
}
