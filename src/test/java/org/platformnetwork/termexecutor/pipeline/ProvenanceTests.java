package org.platformnetwork.termexecutor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.BatchInputs.TaskInput;
import org.platformnetwork.termexecutor.task.ArchiveContent;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.TestArchive;

class ProvenanceTests {

    private static final String COMMIT = "c".repeat(40);

    @TempDir Path directory;

    @Test
    void namesAgentAndEveryTaskInOrder() throws IOException {
        var content = content();

        var inputs = new Provenance("uid", "1.2").of(content);

        assertThat(inputs.isolation()).isEqualTo("uid");
        assertThat(inputs.version()).isEqualTo("1.2");
        assertThat(inputs.agentHash()).isEqualTo(content.agent().contentHash());
        assertThat(inputs.tasks())
                .containsExactly(
                        new TaskInput(new TaskId("broken"), null, null, null),
                        new TaskInput(
                                new TaskId("exact"), hash(content, 1), COMMIT, "https://h/a.git"),
                        new TaskInput(new TaskId("tip"), hash(content, 2), null, null));
        assertThat(hash(content, 1)).isNotEqualTo(hash(content, 2));
    }

    private ArchiveContent.Complete content() throws IOException {
        var archive =
                TestArchive.withAgent("agent.sh", "true\n")
                        .file("tasks/broken/workspace.yaml", "repo: https://h/a.git\n")
                        .file(
                                "tasks/exact/workspace.yaml",
                                "repo: https://user:secret@h/a.git\nbase_commit: %s\n"
                                        .formatted(COMMIT))
                        .file("tasks/exact/prompt.md", "Fix it.")
                        .file("tasks/exact/tests/a.sh", "true\n")
                        .file("tasks/tip/workspace.yaml", "repo: file:///srv/a.git\n")
                        .file("tasks/tip/prompt.md", "Fix it.")
                        .file("tasks/tip/tests/a.sh", "true\n");
        return (ArchiveContent.Complete) ArchiveContent.read(archive.layOut(directory));
    }

    private static String hash(ArchiveContent.Complete content, int task) throws IOException {
        return ((EvaluationTask) content.tasks().get(task)).contentHash();
    }
}
