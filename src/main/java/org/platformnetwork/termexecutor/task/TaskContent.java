package org.platformnetwork.termexecutor.task;

import java.io.IOException;

/** Hashes what a task does, whatever it is called and wherever it lies. */
final class TaskContent {

    private final PartsDigest parts = new PartsDigest();

    static String hash(EvaluationTask task) throws IOException {
        var content = new TaskContent();
        content.addPreparation(task);
        content.parts.add(task.prompt());
        content.addTests(task.tests());
        return content.parts.hex();
    }

    static String preparationHash(EvaluationTask task) throws IOException {
        var content = new TaskContent();
        content.addPreparation(task);
        return content.parts.hex();
    }

    private void addPreparation(EvaluationTask task) throws IOException {
        addBase(task.base());
        parts.add(task.install().directory());
        for (var command : task.install().commands()) {
            parts.add(command);
        }
        parts.add(task.environment().repoPath());
        parts.add(task.environment().image());
    }

    private void addBase(EvaluationTask.Base base) throws IOException {
        parts.add(base.repository());
        parts.add(base.commit());
        parts.addFile(base.deletionPatch());
    }

    private void addTests(EvaluationTask.Tests tests) throws IOException {
        parts.add(tests.directory());
        for (var script : tests.scripts()) {
            parts.add(script.name());
            switch (script) {
                case TestScript.ScriptFile(_, var file) -> parts.addFile(file);
                case TestScript.CommandLine(_, var command) -> parts.add(command);
            }
        }
        for (var file : tests.files()) {
            parts.add(file.path());
            try (var in = file.open()) {
                parts.add(in);
            }
        }
    }
}
