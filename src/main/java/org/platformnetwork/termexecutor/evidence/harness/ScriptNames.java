package org.platformnetwork.termexecutor.evidence.harness;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.evidence.report.ScriptRuns;

/** What the names of files and programs say of them: makefiles, tests, runners of tasks. */
final class ScriptNames {

    static final List<String> MAKEFILES = List.of("GNUmakefile", "makefile", "Makefile");

    /** What programs read their tasks from. */
    private static final Map<String, List<String>> TASK_FILES =
            Map.of(
                    "tox", List.of("tox.ini", "setup.cfg", "pyproject.toml"),
                    "nox", List.of("noxfile.py"),
                    "just", List.of("justfile", "Justfile", ".justfile"),
                    "task", List.of("Taskfile.yml", "Taskfile.yaml"),
                    "rake", List.of("Rakefile"),
                    "invoke", List.of("tasks.py"),
                    "poe", List.of("pyproject.toml"),
                    "hatch", List.of("pyproject.toml"),
                    "pdm", List.of("pyproject.toml"),
                    "deno", List.of("deno.json", "deno.jsonc"));

    private static final Pattern MAKEFILE =
            Pattern.compile("(?:.*/)?(?:(?:GNUm|[Mm])akefile.*|[^/]*\\.ma?k)");
    private static final Pattern PACKAGE_MANAGER =
            Pattern.compile("npm|pnpm|yarn|bun|turbo|nx|lerna");
    private static final Pattern OTHER_LANGUAGE =
            Pattern.compile(".*\\.(?:py|[cm]?js|[cm]?ts|rb|pl|php|lua|jl|R)");
    private static final Pattern NAMED_AS_TEST =
            Pattern.compile(
                    "(?:.*/)?(?:[^/]*[_.-])?(?:run_?)?(?:tests?|checks?|verify|validate|smoke|e2e"
                            + "|selftest|spec|specs)(?:_?runner)?(?:[_.-][^/]*)?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern NAMED_FILE =
            Pattern.compile(
                    "(?<![\\w./-])[\\w./-]*(?<=[\\w-])\\.(?:sh|bash|py|[cm]?js|[cm]?ts|rb|pl|mk)\\b");

    private ScriptNames() {}

    static boolean isMakefile(String path) {
        return MAKEFILE.matcher(path).matches();
    }

    static boolean isTest(String path) {
        return NAMED_AS_TEST.matcher(path).matches();
    }

    /** Whether a file is a program in a language other than the shell's. */
    static boolean isOtherLanguage(String path) {
        return OTHER_LANGUAGE.matcher(path).matches();
    }

    /** Whether a program runs the scripts of {@code package.json}. */
    static boolean isPackageManager(String program) {
        return PACKAGE_MANAGER.matcher(program).matches();
    }

    /** Where a program finds its tasks; empty for one that has none. */
    static List<String> taskFiles(String program) {
        return TASK_FILES.getOrDefault(program, List.of());
    }

    /** Whether a command runs tests, or tasks that may be tests. */
    static boolean isRun(List<String> words) {
        var program = words.getFirst();
        return isPackageManager(program)
                || TASK_FILES.containsKey(program)
                || program.endsWith("make")
                || ScriptRuns.isRun(words);
    }

    /** Every name of a script or a test program in a text. */
    static List<String> namedIn(String text) {
        return NAMED_FILE
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(name -> !isOtherLanguage(name) || isTest(name))
                .toList();
    }
}
