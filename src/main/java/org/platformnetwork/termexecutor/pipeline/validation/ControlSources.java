package org.platformnetwork.termexecutor.pipeline.validation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.evidence.harness.TestPaths;
import org.platformnetwork.termexecutor.pipeline.control.Candidates;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * The files in which a task's tests may be, or what they expect: its own test files, those of the
 * reference patch, and the repository's. A character stands for each byte.
 */
final class ControlSources {

    private static final int MAX_FILES = 2000;
    private static final int MAX_VISITED = 50_000;
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ALL_BYTES = 32 << 20;
    private static final int MAX_DATA_FILES = 500;
    private static final int MAX_DATA_BYTES = 64 << 10;

    private static final Set<String> SKIPPED =
            Set.of(".git", "node_modules", "target", "dist", "build", "vendor", ".venv", "venv");

    private static final Pattern INLINE_TEST = Pattern.compile("#\\[(?:\\w+::)*test\\b");

    private final Map<String, String> texts = new LinkedHashMap<>();
    private int total;

    private ControlSources() {}

    /**
     * Reads them.
     *
     * @param solution the reference patch as git applies it; null without one
     */
    static Map<String, String> read(
            EvaluationTask task, Layer layer, @Nullable ReferenceSolution solution)
            throws IOException {
        var sources = new ControlSources();
        for (var file : task.tests().files()) {
            if (isRead(file.path())) {
                try (var in = file.open()) {
                    sources.add(file.path(), in, true);
                }
            }
        }
        var tests = new TestPaths(layer.repository());
        if (solution != null) {
            for (var file : new TreeMap<>(solution.files()).entrySet()) {
                var path = file.getKey();
                boolean isTest = tests.contains(path);
                if (isRead(path) && (isTest || !sources.addProduct(layer.repository(), path))) {
                    try (var in = Files.newInputStream(file.getValue().file())) {
                        sources.add(path, in, isTest);
                    }
                }
            }
        }
        var ofRepository = new ControlSources();
        ofRepository.addRepository(layer.repository(), tests);
        new TreeMap<>(ofRepository.texts).forEach(sources.texts::putIfAbsent);
        return sources.texts;
    }

    private static boolean isRead(String path) {
        return Candidates.isSource(path) || Candidates.isData(path);
    }

    /** A file of the product as the base has it, since its tests are the ones an agent keeps. */
    private boolean addProduct(Path repository, String path) throws IOException {
        var file = repository.resolve(path);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                add(path, in, false);
            }
        }
        return texts.containsKey(path);
    }

    private void add(String path, InputStream in, boolean isTest) throws IOException {
        var bytes = in.readNBytes(MAX_BYTES + 1);
        var text = new String(bytes, ISO_8859_1);
        boolean hasTests = isTest || (path.endsWith(".rs") && INLINE_TEST.matcher(text).find());
        if (hasTests && bytes.length <= MAX_BYTES && total + bytes.length <= MAX_ALL_BYTES) {
            total += bytes.length;
            texts.putIfAbsent(path, text);
        }
    }

    private void addRepository(Path repository, TestPaths tests) throws IOException {
        Files.walkFileTree(
                repository,
                new SimpleFileVisitor<>() {
                    private int visited;
                    private int data;

                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        var name = directory.getFileName();
                        return name != null && SKIPPED.contains(name.toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        var path = repository.relativize(file).toString();
                        boolean isTest = tests.contains(path);
                        boolean isSource =
                                Candidates.isSource(path) && (isTest || path.endsWith(".rs"));
                        boolean isData =
                                isTest
                                        && Candidates.isData(path)
                                        && attributes.size() <= MAX_DATA_BYTES
                                        && data < MAX_DATA_FILES;
                        if (attributes.isRegularFile() && (isSource || isData)) {
                            data += isData ? 1 : 0;
                            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                                add(path, in, isTest);
                            }
                        }
                        visited++;
                        return visited < MAX_VISITED && texts.size() < MAX_FILES
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.TERMINATE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
