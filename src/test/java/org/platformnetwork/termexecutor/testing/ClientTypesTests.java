package org.platformnetwork.termexecutor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.testing.ClientTypes.TaskResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The reader of the client's types is as strict as the client. */
class ClientTypesTests {

    private static final String TASK =
            """
            {"task_id": "t", "status": "failed", "passed": false, "reward": 0.0,
            "test_results": [{"name": "a.sh", "passed": false, "output": "", "exit_code": -1}],
            "test_output": "", "agent_output": "", "agent_patch": "", "error": "why",
            "duration_ms": 7, "of_ours": {"nested": null}}
            """;

    private static ObjectNode task() {
        return (ObjectNode) JsonMapper.shared().readTree(TASK);
    }

    private static boolean isRead(ObjectNode task) {
        try {
            ClientTypes.read(TaskResult.class, task.toString());
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    @Test
    void nullIsTakenInThreeMembersOnly() {
        var taken = new TreeSet<String>();
        for (var name : task().propertyNames()) {
            if (isRead(task().putNull(name))) {
                taken.add(name);
            }
        }

        assertThat(taken).isEqualTo(Set.of("passed", "error", "duration_ms", "of_ours"));
    }

    @Test
    void onlyWhatIsOfOursMayBeMissing() {
        for (var name : task().propertyNames()) {
            var without = task();
            without.remove(name);
            assertThat(isRead(without)).as(name).isEqualTo(name.equals("of_ours"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "reward, 1, true",
        "reward, '\"1.0\"', false",
        "status, '\"cancelled\"', false",
        "status, 1, false",
        "test_output, 1, false",
        "test_output, [], false",
        "test_results, '[null]', false",
        "test_results, '[{\"name\":\"a\",\"passed\":true,\"output\":\"\",\"exit_code\":null}]',"
                + " false",
        "test_results, '[{\"name\":\"a\",\"passed\":true,\"output\":null,\"exit_code\":0}]', false",
        "test_results, '[{\"name\":\"a\",\"passed\":true,\"output\":\"\",\"exit_code\":0.5}]',"
                + " false",
        "passed, 1, false",
        "passed, '\"true\"', false",
        "duration_ms, 1.5, false",
        "duration_ms, -1, false"
    })
    void valueHasToBeOfTheMembersKind(String name, String value, boolean isTaken) {
        var json = TASK.replaceFirst("\"%s\": ".formatted(name), "\"x\": null, \"y\": ");
        var whole = json.replaceFirst("\\{", "{\"%s\": %s, ".formatted(name, value));

        if (isTaken) {
            assertThat(ClientTypes.read(TaskResult.class, whole).taskId()).isEqualTo("t");
        } else {
            assertThatExceptionOfType(JacksonException.class)
                    .isThrownBy(() -> ClientTypes.read(TaskResult.class, whole));
        }
    }
}
