package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.EvaluationTask.Assignment;
import org.platformnetwork.termexecutor.task.EvaluationTask.Base;
import org.platformnetwork.termexecutor.task.EvaluationTask.Environment;
import org.platformnetwork.termexecutor.task.EvaluationTask.Install;
import org.platformnetwork.termexecutor.task.EvaluationTask.Tests;

/**
 * One task directory in any of the published dialects: each value is looked for at every place
 * where one of them has it, so a file that mixes them is read as well.
 */
final class TaskReader {

    private static final Pattern GITHUB_NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{7,64}");

    /** What Linux lets a single variable hold (MAX_ARG_STRLEN less its terminator). */
    private static final int MAX_PROMPT_BYTES =
            128 * 1024 - 1 - (EvaluationTask.PROMPT_VARIABLE + "=").length();

    private final Path directory;
    private final WorkspaceYaml yaml;

    TaskReader(Path directory, WorkspaceYaml yaml) {
        this.directory = directory;
        this.yaml = yaml;
    }

    EvaluationTask read(TaskId id) throws InvalidTaskException, IOException {
        var paths = RepositoryPaths.read(yaml);
        return new EvaluationTask(
                id,
                new Base(repository(), baseCommit(), deletionPatch()),
                new Install(
                        installCommands(), paths.workingDirectory(yaml, "install", "working_dir")),
                new Assignment(prompt(), difficulty()),
                tests(paths),
                ReferencePatch.find(directory, yaml),
                new Environment(
                        paths.repoPath(),
                        yaml.note("environment", "image"),
                        yaml.note("language")));
    }

    /** A word below {@code meta}, or a score; whatever else stands there breaks nothing. */
    private String difficulty() {
        return Stream.of(yaml.note("meta", "difficulty"), yaml.note("difficulty_score"))
                .map(level -> level == null ? "" : level.toLowerCase(Locale.ROOT))
                .map(level ->
                        switch (level) {
                            case "easy", "1" -> "Easy";
                            case "medium", "2" -> "Medium";
                            case "hard", "3" -> "Hard";
                            default -> "";
                        })
                .filter(level -> !level.isEmpty())
                .findFirst()
                .orElse("");
    }

    private String repository() throws InvalidTaskException {
        var key = yaml.isMapping("repo") ? new String[] {"repo", "url"} : new String[] {"repo"};
        var repo = yaml.text(key);
        if (repo == null) {
            throw yaml.problem(String.join(".", key) + " is missing.");
        }
        return GITHUB_NAME.matcher(repo).matches() ? "https://github.com/" + repo : repo;
    }

    private @Nullable String baseCommit() throws InvalidTaskException {
        var inRepo = yaml.text("repo", "base_commit");
        var commit = inRepo == null ? yaml.text("base_commit") : inRepo;
        if (commit != null && !COMMIT.matcher(commit).matches()) {
            throw yaml.problem("base_commit must be a commit hash.");
        }
        return commit;
    }

    private @Nullable Path deletionPatch() throws InvalidTaskException {
        var key = new String[] {"synthetic", "deletion_patch_file"};
        return yaml.text(key) == null ? null : TaskFiles.ownFile(directory, yaml, key);
    }

    private List<String> installCommands() throws InvalidTaskException {
        var commands =
                yaml.isMapping("install")
                        ? yaml.texts("install", "commands")
                        : yaml.texts("install");
        var all = new ArrayList<>(yaml.texts("install_config", "pre_install"));
        all.addAll(commands.isEmpty() ? yaml.texts("install_config", "install") : commands);
        return all;
    }

    private String prompt() throws InvalidTaskException, IOException {
        var file = directory.resolve("prompt.md");
        var prompt = Files.isRegularFile(file) ? TaskFiles.readText(file) : yaml.text("prompt");
        if (prompt == null || prompt.isBlank()) {
            throw new InvalidTaskException(
                    "The prompt is missing: no prompt.md, and no prompt in %s."
                            .formatted(yaml.fileName()));
        }
        if (prompt.getBytes(StandardCharsets.UTF_8).length > MAX_PROMPT_BYTES) {
            throw new InvalidTaskException(
                    "The prompt is longer than %d bytes.".formatted(MAX_PROMPT_BYTES));
        }
        return prompt;
    }

    private Tests tests(RepositoryPaths paths) throws InvalidTaskException, IOException {
        var workingDirectory = paths.workingDirectory(yaml, "tests", "working_dir");
        var material = TestMaterial.read(directory, yaml, paths, workingDirectory);
        if (material.scripts().isEmpty()) {
            throw new InvalidTaskException(
                    "There is nothing to run: no tests/*.sh, no checks.txt, no fail_to_pass.");
        }
        return new Tests(material.scripts(), material.files(), workingDirectory);
    }
}
