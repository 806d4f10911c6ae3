package org.platformnetwork.termexecutor.pipeline.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** Proposes controls for a script: one list for each runner it calls. */
public final class Candidates {

    /** For each runner. */
    public static final int MAX = 8;

    private static final int MAX_FILES = 4;
    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_SCRIPT = 100_000;

    private final String script;
    private final Map<String, String> files;
    private final List<List<Candidate>> groups = new ArrayList<>();

    /**
     * A file, and how likely its tests are the ones that run.
     *
     * @param match how surely a command's words name it
     * @param mentions how many of them are in it
     */
    private record Source(String path, String text, int match, int mentions) {

        static final Comparator<Source> LIKELIEST_FIRST =
                Comparator.comparingInt(Source::match)
                        .thenComparingInt(Source::mentions)
                        .reversed();

        static Source of(List<String> words, String path, String text) {
            int match = ScriptCalls.match(words, path);
            return new Source(path, text, match, ScriptCalls.mentions(words, path, text));
        }
    }

    private Candidates(String script, Map<String, String> files) {
        this.script = script;
        this.files = files;
    }

    /**
     * The best first; empty lists for runners of which no test can be changed, and no list at all
     * for a script that tests nothing.
     *
     * @param script the script's text
     * @param files texts of files that may hold its tests, by path below the repository, those
     *     first that are likelier
     */
    public static List<List<Candidate>> of(String script, Map<String, String> files) {
        return new Candidates(script, files).find();
    }

    /** Whether tests in a file of this name could be changed. */
    public static boolean isSource(String path) {
        return Language.of(path) != null;
    }

    /** Whether a file of this name could hold what tests expect. */
    public static boolean isData(String path) {
        return GoldenFiles.contain(path);
    }

    private List<List<Candidate>> find() {
        if (script.length() > MAX_SCRIPT) {
            return List.of();
        }
        for (var program : ShellChanges.ofPrograms(script)) {
            groups.add(candidates("", script, program));
        }
        for (var words : new LinkedHashSet<>(ScriptCalls.of(script))) {
            addCall(words);
        }
        var own = groups.isEmpty() ? ShellChanges.ofTests(script) : List.<Change>of();
        if (!own.isEmpty()) {
            groups.add(candidates("", script, own));
        }
        return groups.stream().map(group -> group.stream().limit(MAX).toList()).toList();
    }

    private void addCall(List<String> call) {
        var words = ScriptCalls.selecting(call);
        var sources =
                files.entrySet().stream()
                        .filter(file -> file.getValue().length() <= MAX_TEXT)
                        .filter(file -> Language.of(file.getKey()) != null)
                        .map(file -> Source.of(words, file.getKey(), file.getValue()))
                        .sorted(Source.LIKELIEST_FIRST)
                        .toList();
        int best = sources.isEmpty() ? 0 : sources.getFirst().match();
        if (best < 3 && !ScriptCalls.isRunner(call)) {
            return;
        }
        var candidates = new ArrayList<>(inTurns(words, sources, match -> match == best));
        candidates.addAll(inTurns(words, sources, match -> match < best));
        groups.add(candidates);
    }

    private List<Candidate> inFile(List<String> words, String path, String text) {
        var language = Language.of(path);
        if (language == null) {
            return List.of();
        }
        if (language != Language.SHELL) {
            var changes = SourceChanges.in(language, text, test -> ScriptCalls.names(words, test));
            boolean isExpected = changes.stream().anyMatch(change -> !isFallback(change));
            var golden = isExpected ? List.<Candidate>of() : GoldenFiles.of(path, text, files);
            return Stream.concat(golden.stream(), candidates(path, text, changes).stream())
                    .toList();
        }
        var changes = new ArrayList<Change>();
        ShellChanges.ofPrograms(text).forEach(changes::addAll);
        changes.addAll(ShellChanges.ofTests(text));
        changes.sort(Comparator.comparing(change -> isFallback(change)));
        return candidates(path, text, changes);
    }

    private static List<Candidate> candidates(String path, String text, List<Change> changes) {
        return changes.stream().map(change -> Candidate.of(path, text, change)).toList();
    }

    private static boolean isFallback(Change change) {
        return change.form().kind() == Candidate.Kind.END;
    }

    /**
     * The best two of each of the first files, which are at one place if they can, then the next:
     * one file may hold no test that runs.
     */
    private List<Candidate> inTurns(
            List<String> words, List<Source> sources, IntPredicate isTaken) {
        var perFile =
                sources.stream()
                        .filter(source -> isTaken.test(source.match()))
                        .map(source -> inFile(words, source.path(), source.text()))
                        .filter(found -> !found.isEmpty())
                        .limit(MAX_FILES)
                        .toList();
        var merged = new ArrayList<Candidate>();
        int longest = perFile.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i += 2) {
            for (var found : perFile) {
                int end = Math.min(i + 2, found.size());
                merged.addAll(found.subList(Math.min(i, end), end));
            }
        }
        return merged;
    }
}
