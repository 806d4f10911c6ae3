package org.platformnetwork.termexecutor.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Hashes what a task does, whatever it is called and wherever it lies. */
final class TaskContent {

    private final MessageDigest digest = sha256();
    private final OutputStream out =
            new DigestOutputStream(OutputStream.nullOutputStream(), digest);

    static String hash(EvaluationTask task) throws IOException {
        var content = new TaskContent();
        content.addPreparation(task);
        content.add(task.prompt());
        content.addTests(task.tests());
        return content.hex();
    }

    static String preparationHash(EvaluationTask task) throws IOException {
        var content = new TaskContent();
        content.addPreparation(task);
        return content.hex();
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void addPreparation(EvaluationTask task) throws IOException {
        addBase(task.base());
        add(task.install().directory());
        for (var command : task.install().commands()) {
            add(command);
        }
        add(task.environment().repoPath());
        add(task.environment().image());
    }

    private void addBase(EvaluationTask.Base base) throws IOException {
        add(base.repository());
        add(base.commit());
        addFile(base.deletionPatch());
    }

    private void addTests(EvaluationTask.Tests tests) throws IOException {
        add(tests.directory());
        for (var script : tests.scripts()) {
            add(script.name());
            switch (script) {
                case TestScript.ScriptFile(_, var file) -> addFile(file);
                case TestScript.CommandLine(_, var command) -> add(command);
            }
        }
        for (var file : tests.files()) {
            add(file.path());
            try (var in = file.open()) {
                add(in);
            }
        }
    }

    private void addFile(@Nullable Path file) throws IOException {
        if (file == null) {
            add((String) null);
            return;
        }
        try (var in = Files.newInputStream(file)) {
            add(in);
        }
    }

    private void add(@Nullable String text) throws IOException {
        var bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        out.write(text == null ? 0 : 1);
        add(new ByteArrayInputStream(bytes));
    }

    /** The length follows the bytes, so that no two lists of parts read the same. */
    private void add(InputStream in) throws IOException {
        long length = in.transferTo(out);
        out.write(("|" + length + "|").getBytes(StandardCharsets.US_ASCII));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
