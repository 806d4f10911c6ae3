package org.platformnetwork.termexecutor.execution;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.evidence.CalledFiles;
import org.platformnetwork.termexecutor.evidence.HarnessFiles;
import org.platformnetwork.termexecutor.evidence.Restoration;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestFile;

/**
 * Tells whether a pass depends on what the agent changed about how it is judged: the harness's own
 * files, and the judging parts of files that an agent may change, go back to what the base has, and
 * the tests run again.
 */
final class SecondOpinion {

    private static final Pattern TEST_DIRECTORY =
            Pattern.compile("(?:[^/]+/)*?(?:tests?|__tests__)/");

    /** Holds tests in some projects and product in others, so that names decide. */
    private static final Pattern MIXED_DIRECTORY =
            Pattern.compile("(?:[^/]+/)*?(?:specs?|testing)/");

    private static final Pattern SUPPORT_OF_TESTS =
            Pattern.compile(
                    "(?:.*/)?(?:[^/]*[^a-z/])?(?:helpers?|support|setup|fixtures?|mocks?|matchers?)"
                            + "(?:[^a-z].*)?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String READ =
            """
            mkdir "$2"
            n=0
            while IFS= read -r -d '' file; do
              n=$((n + 1))
              if [[ -L $file ]]; then : >"$2/$n"
              elif [[ -f $file ]]; then cat -- "$file" >"$2/$n"
              fi
            done <"$1"
            """;

    private final TaskTools tools;
    private final EvaluationTask task;
    private final Layer layer;
    private final LaidFiles testFiles;
    private final Steps steps;
    private final List<String> tests;
    private final CalledFiles called;

    /**
     * @param testFiles what is laid before each script
     */
    SecondOpinion(
            TaskTools tools, EvaluationTask task, Layer layer, LaidFiles testFiles, Steps steps)
            throws IOException {
        this.testFiles = testFiles;
        this.tools = tools;
        this.task = task;
        this.layer = layer;
        this.steps = steps;
        this.tests = task.tests().files().stream().map(TestFile::path).toList();
        var scripts = new ArrayList<String>();
        for (var script : task.tests().scripts()) {
            scripts.add(script.text());
        }
        this.called =
                CalledFiles.of(scripts, task.tests().directory(), task.environment().repoPath());
    }

    /** The changed files that could steer how the change is judged. */
    List<String> suspicious(Change change) throws IOException {
        var suspicious = new ArrayList<String>();
        for (var path : change.paths()) {
            boolean isHarness =
                    HarnessFiles.isSuspicious(path) && !isOfProductsModule(path, change.paths());
            if (!tests.contains(path)
                    && (isHarness || called.contains(path) || supportsTests(path))) {
                suspicious.add(path);
            }
        }
        return suspicious;
    }

    /**
     * Whether a file is of a module that only has the name of a test framework's: the repository
     * had it before, or it is a directory that Python does not take for a module.
     */
    private boolean isOfProductsModule(String path, List<String> changed) throws IOException {
        var module = HarnessFiles.shadowedModule(path);
        if (module == null) {
            return false;
        }
        var file = module + ".py";
        var initializer = module + "/__init__.";
        return base(file) != null
                || base(initializer + "py") != null
                || changed.stream()
                        .noneMatch(other ->
                                other.equals(module)
                                        || other.equals(file)
                                        || other.startsWith(initializer));
    }

    private boolean supportsTests(String path) {
        return tests.stream().anyMatch(test -> supports(path, test));
    }

    /**
     * Whether a file may be loaded with a hidden test, or in its place: it lies in the same
     * directory of tests, or Python would take it for the test's module.
     */
    private static boolean supports(String path, String test) {
        if (isBelow(TEST_DIRECTORY, path, test)) {
            return true;
        }
        if (isBelow(MIXED_DIRECTORY, path, test) && SUPPORT_OF_TESTS.matcher(path).matches()) {
            return true;
        }
        var module = test.endsWith(".py") ? test.substring(0, test.length() - 3) : null;
        return module != null
                && (path.startsWith(module + "/")
                        || (path.startsWith(module + ".") && path.endsWith(".so")));
    }

    private static boolean isBelow(Pattern directory, String path, String test) {
        var found = directory.matcher(test);
        return found.lookingAt() && path.startsWith(found.group());
    }

    /**
     * Whether the tests still pass.
     *
     * @param suspicious paths of changed files
     * @param changed lends what has the change and nothing else
     */
    boolean confirms(List<String> suspicious, TestBed changed)
            throws IOException, PhaseFailedException {
        var unexpected =
                suspicious.stream().filter(path -> !task.referencePaths().contains(path)).toList();
        if (unexpected.isEmpty()) {
            return true;
        }
        var restored = new LaidFiles("restore");
        changed.lend(sandbox -> restore(unexpected, sandbox, restored));
        if (restored.isEmpty()) {
            return true;
        }
        var settings = tools.settings();
        TestBed bed =
                use ->
                        changed.lend(sandbox -> {
                            restored.lay(sandbox, steps, settings.testTimeout());
                            use.in(sandbox);
                        });
        steps.say(
                "second_opinion",
                "The tests run again without what the change does to how they are judged.");
        try {
            return new Verification(tools, task, testFiles, steps)
                    .run(bed).stream().allMatch(result -> result.passed());
        } catch (PhaseFailedException e) {
            if (e.failureClass().isJudged()) {
                return false;
            }
            throw e;
        }
    }

    private void restore(List<String> paths, Sandbox sandbox, LaidFiles restored)
            throws IOException, PhaseFailedException {
        var agents = read(paths, sandbox);
        for (int i = 0; i < paths.size(); i++) {
            var path = paths.get(i);
            var agent = plainFile(agents.resolve(Integer.toString(i + 1)), agents);
            switch (restoration(path, base(path), agent)) {
                case Restoration.Untouched _ -> {}
                case Restoration.Deleted _ -> restored.addCleared(path);
                case Restoration.Content content ->
                        restored.addProgram(path, () -> new ByteArrayInputStream(content.bytes()));
            }
        }
    }

    /**
     * What the scripts start and the base has not at all, the agent was to make. Without a
     * published solution nobody knows whether what they start is what was to be mended.
     */
    private Restoration restoration(String path, byte @Nullable [] base, byte @Nullable [] agents)
            throws IOException {
        boolean isProductKnown = !task.referencePaths().isEmpty();
        if (isProductKnown && called.contains(path) && (base != null || hasRival(path))) {
            return Arrays.equals(base, agents)
                    ? new Restoration.Untouched()
                    : Restoration.whole(base);
        }
        if (HarnessFiles.isSuspicious(path)) {
            return HarnessFiles.restore(path, base, agents);
        }
        return supportsTests(path) ? Restoration.whole(base) : new Restoration.Untouched();
    }

    private boolean hasRival(String path) throws IOException {
        for (var rival : called.rivals(path)) {
            if (base(rival) != null) {
                return true;
            }
        }
        return false;
    }

    /** Has a command of the sandbox read the files, for links in the tree lead anywhere. */
    private Path read(List<String> paths, Sandbox sandbox)
            throws IOException, PhaseFailedException {
        var list = sandbox.input().resolve("suspicious");
        Files.writeString(list, String.join("\0", paths) + "\0", StandardCharsets.UTF_8);
        sandbox.handOver(list);
        var agents = sandbox.temporary().resolve("suspicious");
        var arguments =
                List.of(
                        "bash",
                        "-c",
                        READ,
                        "read",
                        sandbox.seen(list).toString(),
                        sandbox.seen(agents).toString());
        var timeout = tools.settings().testTimeout();
        steps.run(
                "restore_read",
                sandbox,
                new SandboxCommand(arguments, "", Map.of(), timeout, false));
        return agents;
    }

    /** Through links as well: nobody but the task made them. */
    private byte @Nullable [] base(String path) throws IOException {
        var file = layer.repository().resolve(path);
        return Files.isRegularFile(file) ? plainFile(file.toRealPath(), layer.repository()) : null;
    }

    /** Null for what is no plain file below the root. */
    private static byte @Nullable [] plainFile(Path file, Path root) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !file.toRealPath().startsWith(root.toRealPath())) {
            return null;
        }
        return Files.readAllBytes(file);
    }
}
