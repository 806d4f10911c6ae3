package org.platformnetwork.termexecutor.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hashes what a task does, whatever it is called and wherever it lies. Two tasks that differ have
 * two hashes: each list begins with its length.
 */
final class TaskContent {

    private final PartsDigest parts = new PartsDigest();

    static String hash(EvaluationTask task) throws IOException {
        var content = new TaskContent();
        content.addPreparation(task);
        content.parts.add(task.prompt());
        content.parts.add(task.assignment().difficulty());
        content.addTests(task.tests());
        content.addReference(task.reference());
        return content.parts.hex();
    }

    static String preparationHash(EvaluationTask task) throws IOException {
        var content = new TaskContent();
        content.addPreparation(task);
        return content.parts.hex();
    }

    static String preparationHash(EvaluationTask task, Map<String, byte[]> files)
            throws IOException {
        var content = new TaskContent();
        content.addPreparation(task);
        content.parts.add("files");
        for (var file : new TreeMap<>(files).entrySet()) {
            content.parts.add(file.getKey());
            content.parts.add(new ByteArrayInputStream(file.getValue()));
        }
        return content.parts.hex();
    }

    private void addPreparation(EvaluationTask task) throws IOException {
        addBase(task.base());
        parts.add(task.install().directory());
        addAll(task.install().commands());
        parts.add(task.environment().repoPath());
        parts.add(task.environment().image());
    }

    private void addAll(List<String> texts) throws IOException {
        addLength(texts);
        for (var text : texts) {
            parts.add(text);
        }
    }

    private void addLength(List<?> list) throws IOException {
        parts.add(Integer.toString(list.size()));
    }

    private void addBase(EvaluationTask.Base base) throws IOException {
        parts.add(base.repository());
        parts.add(base.commit());
        parts.addFile(base.deletionPatch());
    }

    private void addReference(@Nullable ReferencePatch reference) throws IOException {
        if (reference == null) {
            parts.add((String) null);
            return;
        }
        try (var in = reference.open()) {
            parts.add(in);
        }
    }

    private void addTests(EvaluationTask.Tests tests) throws IOException {
        parts.add(tests.directory());
        addLength(tests.scripts());
        for (var script : tests.scripts()) {
            parts.add(script.name());
            switch (script) {
                case TestScript.ScriptFile(_, var file) -> parts.addFile(file);
                case TestScript.CommandLine(_, var command) -> parts.add(command);
            }
        }
        addLength(tests.files());
        for (var file : tests.files()) {
            parts.add(file.path());
            try (var in = file.open()) {
                parts.add(in);
            }
        }
    }
}
