package org.platformnetwork.termexecutor.pipeline.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.evidence.harness.CalledFiles;
import org.platformnetwork.termexecutor.evidence.harness.HarnessFiles;
import org.platformnetwork.termexecutor.evidence.harness.TestPaths;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TestFile;

/** Tells which files of a change steer how it is judged. */
public final class HarnessChanges {

    private static final int MAX_TEXT = 256 << 10;

    /** Holds tests in some projects and product in others, so that names decide. */
    private static final Pattern MIXED_DIRECTORY =
            Pattern.compile("(?:[^/]+/)*?(?:specs?|testing)/");

    private static final Pattern MODULE_PATH = Pattern.compile("PYTHONPATH=[\"']?([^\\s\"';]+)");

    private static final Pattern SUPPORT_OF_TESTS =
            Pattern.compile(
                    "(?:.*/)?(?:[^/]*[^a-z/])?(?:helpers?|support|setup|fixtures?|mocks?|matchers?)"
                            + "(?:[^a-z].*)?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final EvaluationTask task;
    private final Layer layer;
    private final Map<String, TestFile> hidden = new HashMap<>();
    private final TestPaths testPaths;
    private final CalledFiles called;
    private final String scripts;
    private final Set<String> moduleDirectories;

    public HarnessChanges(EvaluationTask task, Layer layer) throws IOException {
        this.task = task;
        this.layer = layer;
        task.tests().files().forEach(file -> hidden.put(file.path(), file));
        var texts = new ArrayList<String>();
        for (var script : task.tests().scripts()) {
            texts.add(script.text());
        }
        this.scripts = String.join("\n", texts);
        this.moduleDirectories = moduleDirectories(scripts, task.tests().directory());
        this.testPaths = new TestPaths(layer.repository());
        this.called =
                CalledFiles.of(
                        texts,
                        task.tests().directory(),
                        task.environment().repoPath(),
                        this::text,
                        task.reference() != null);
    }

    /**
     * Those files.
     *
     * @param shadows names of modules at the root, of the change, that are loaded in place of
     *     others
     */
    public List<HarnessChange> of(AgentPatch agentPatch, Set<String> shadows) {
        var found = new ArrayList<HarnessChange>();
        for (var file : agentPatch.files()) {
            var path = file.path();
            if (hidden.containsKey(path)) {
                continue;
            }
            if (isRun(path, agentPatch) && !isFixturePackage(file)) {
                found.add(new HarnessChange(file, true));
            } else if (isTest(file)) {
                found.add(new HarnessChange(file, false));
            } else if (newModules(path).anyMatch(shadows::contains)) {
                found.add(new HarnessChange(file, true));
            }
        }
        return found;
    }

    /** Whether a script starts a file, which is then not the product's. */
    public boolean isCalled(String path) {
        return called.contains(path) && !testPaths.isProduct(path);
    }

    /** Whether a script starts a file that may be the product all the same. */
    public boolean isProgram(HarnessChange change) {
        return called.isProgram(change.path());
    }

    /** Whether a script works in the directory of a file, below or above. */
    public boolean isWhereScriptsRun(String path) {
        return called.isWorkplace(path);
    }

    /** The files in whose place a script would start this one. */
    public Set<String> alternatives(String path) {
        return called.alternatives(path);
    }

    /** Whether a script names a file: what it names and the task does not have is asked for. */
    public boolean isNamed(String path) {
        var directory = task.tests().directory();
        var local =
                directory.isEmpty() || !path.startsWith(directory + "/")
                        ? path
                        : path.substring(directory.length() + 1);
        return Pattern.compile(
                        "(?<![\\w./-])(?:\\./|/[\\w/-]+/)?"
                                + Pattern.quote(local)
                                + "(?![\\w-]|\\.\\w)")
                .matcher(scripts)
                .find();
    }

    /** Whether a file of the base, or of the hidden tests, is there. */
    public boolean isInBase(String path) {
        return hidden.containsKey(path) || file(path) != null;
    }

    private boolean isRun(String path, AgentPatch agentPatch) {
        return (HarnessFiles.isSuspicious(path) && !isOfProductsModule(path, agentPatch))
                || isCalled(path)
                || hidden.keySet().stream().anyMatch(test -> shadowsTest(path, test));
    }

    /** Packages below fixtures are what tests look at, and run none. */
    private boolean isFixturePackage(ChangedFile file) {
        return file.path().contains("/node_modules/") && isTest(file);
    }

    private boolean isTest(ChangedFile file) {
        var path = file.path();
        return testPaths.contains(path)
                || (!file.isPlain() && testPaths.contains(path + "/."))
                || hidden.keySet().stream().anyMatch(test -> supports(path, test));
    }

    /**
     * Whether a file is of a module that only has the name of a test framework's: the repository
     * had it before, or it is a directory that Python does not take for a module.
     */
    private boolean isOfProductsModule(String path, AgentPatch agentPatch) {
        var module = HarnessFiles.shadowedModule(path);
        if (module == null) {
            return false;
        }
        if (module.contains("/")) {
            return Files.isDirectory(layer.repository().resolve(module));
        }
        var file = module + ".py";
        var initializer = module + "/__init__.";
        return file(file) != null
                || file(initializer + "py") != null
                || agentPatch.paths().stream()
                        .noneMatch(other ->
                                other.equals(module)
                                        || other.equals(file)
                                        || other.startsWith(initializer));
    }

    /** The names of modules that the change brings where Python finds them before all others. */
    public List<String> newModules(AgentPatch agentPatch) {
        return agentPatch.files().stream()
                .filter(file -> !file.isDeleted() && !isTest(file))
                .filter(file -> !HarnessFiles.isSuspicious(file.path()))
                .flatMap(file -> newModules(file.path()))
                .distinct()
                .toList();
    }

    /** Of a file, one for each directory that modules are looked for in. */
    private Stream<String> newModules(String path) {
        boolean isPython = path.matches("(?s).*\\.(?:pyi?|so)") || !path.matches("(?s).*\\.[^/]*");
        return moduleDirectories.stream()
                .filter(directory -> isPython && path.startsWith(directory))
                .filter(directory -> !hasModule(directory, module(directory, path)))
                .map(directory -> module(directory, path))
                .filter(module -> module.matches("\\w+"));
    }

    private static String module(String directory, String path) {
        return path.substring(directory.length()).split("[/.]", 2)[0];
    }

    private boolean hasModule(String directory, String module) {
        return file(directory + module + ".py") != null
                || Files.isDirectory(
                        layer.repository().resolve(directory + module), LinkOption.NOFOLLOW_LINKS);
    }

    /** The root, where the scripts run, and what they add; each empty or with a slash behind it. */
    private static Set<String> moduleDirectories(String scripts, String directory) {
        var directories = new HashSet<>(Set.of("", "src/", "lib/"));
        if (!directory.isEmpty()) {
            directories.add(directory + "/");
        }
        var added = MODULE_PATH.matcher(scripts);
        while (added.find()) {
            for (var place : added.group(1).split(":", -1)) {
                var plain = place.replaceFirst("^(?:\\$\\{?PWD}?/|\\./|/repo/)", "");
                if (plain.matches("\\w[\\w./-]*")) {
                    directories.add(plain.replaceFirst("/*$", "/"));
                }
            }
        }
        return directories;
    }

    private static boolean supports(String path, String test) {
        var found = MIXED_DIRECTORY.matcher(test);
        return found.lookingAt()
                && path.startsWith(found.group())
                && SUPPORT_OF_TESTS.matcher(path).matches();
    }

    /** Whether Python would take a file for a hidden test's module. */
    private static boolean shadowsTest(String path, String test) {
        var module = test.endsWith(".py") ? test.substring(0, test.length() - 3) : null;
        return module != null
                && (path.startsWith(module + "/")
                        || (path.startsWith(module + ".") && path.endsWith(".so")));
    }

    private @Nullable String text(String path) {
        try {
            var test = hidden.get(path);
            if (test != null) {
                try (var in = test.open()) {
                    return new String(in.readNBytes(MAX_TEXT), StandardCharsets.ISO_8859_1);
                }
            }
            var file = file(path);
            return file == null || Files.size(file) > MAX_TEXT
                    ? null
                    : Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return null;
        }
    }

    /** A plain file of the base, through links as well: only the task made them. */
    private @Nullable Path file(String path) {
        try {
            var file = layer.repository().resolve(path);
            return Files.isRegularFile(file)
                            && file.toRealPath().startsWith(layer.repository().toRealPath())
                    ? file
                    : null;
        } catch (InvalidPathException | IOException _) {
            return null;
        }
    }

    /**
     * A file of the agent's change that decides apart from the product.
     *
     * @param runs whether it says how tests are run; else it is one of the tests, with their
     *     fixtures and snapshots
     */
    public record HarnessChange(ChangedFile file, boolean runs) {

        public String path() {
            return file.path();
        }
    }
}
