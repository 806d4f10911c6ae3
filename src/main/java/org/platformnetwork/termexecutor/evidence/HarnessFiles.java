package org.platformnetwork.termexecutor.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Knows the files of a repository that steer the test harness, so that a pass which depends on an
 * agent's version of them can be told from one that does not. What also configures the product is
 * put back in its judging parts only, or just listed: a fix may well need it.
 */
public final class HarnessFiles {

    private enum Handling {
        /** Does nothing but judge, or runs code in the runner's process before any test. */
        JUDGES,
        /** Configures the build; Vitest reads its tests' configuration from it if there is one. */
        VITE,
        PACKAGE_JSON,
        PYPROJECT,
        INI,
        /** A module of this name beside the tests is loaded instead of the test framework. */
        SHADOWS,
        /** Real fixes change it, and nothing in it can be told to be judging alone. */
        LISTED
    }

    private record Rule(Handling handling, Pattern path) {

        static Rule named(Handling handling, String names) {
            return at(handling, "(?:.*/)?(?:" + names + ")");
        }

        static Rule at(Handling handling, String path) {
            return new Rule(handling, Pattern.compile(path, Pattern.DOTALL));
        }
    }

    private static final Restoration UNTOUCHED = new Restoration.Untouched();

    /** The first rule that matches a path decides; a directory's own path is that of a link. */
    private static final List<Rule> RULES =
            List.of(
                    Rule.named(
                            Handling.JUDGES,
                            "conftest\\.py|\\.?pytest\\.(?:ini|toml)|\\.coveragerc"
                                    + "|(?:site|user)customize\\.py"),
                    // Elsewhere a .pth may be the weights of a model.
                    Rule.at(Handling.JUDGES, "(?:.*/)?(?:site|dist)-packages/[^/]*\\.pth"),
                    // Metadata beside the tests makes "python -m pytest" load a plugin.
                    Rule.at(Handling.JUDGES, "(?:.*/)?[^/]+\\.(?:egg|dist)-info(?:/.*)?"),
                    Rule.named(
                            Handling.JUDGES,
                            "(?:jest|vitest|ava|karma|playwright|cypress|babel)"
                                    + "\\.(?:conf|config|preset|projects|setup|workspace)\\.[^/]*"
                                    + "|\\.(?:mocharc|nycrc|babelrc)(?:\\.[^/]*)?|bunfig\\.toml"),
                    // script-shell, node-options, yarnPath
                    Rule.named(Handling.JUDGES, "\\.npmrc|\\.yarnrc(?:\\.[^/]*)?"),
                    // A "runner" there replaces every test program.
                    Rule.at(Handling.JUDGES, "(?:.*/)?\\.cargo(?:/config(?:\\.toml)?)?"),
                    Rule.named(
                            Handling.JUDGES,
                            "\\.bashrc|\\.bash_profile|\\.bash_login|\\.profile|\\.zshrc|\\.zshenv"
                                    + "|\\.envrc"),
                    // npm finds programs there before all others.
                    Rule.at(Handling.JUDGES, "(?:.*/)?node_modules/\\.bin(?:/.*)?"),
                    // They bring the build tool, or are options and extensions of every start.
                    Rule.named(Handling.JUDGES, "gradlew(?:\\.bat)?|mvnw(?:\\.cmd)?"),
                    Rule.at(Handling.JUDGES, "gradle|(?:.*/)?(?:gradle/wrapper|\\.mvn)(?:/.*)?"),
                    Rule.named(Handling.VITE, "vite\\.config\\.[^/]*"),
                    Rule.named(Handling.PACKAGE_JSON, "package\\.json"),
                    Rule.named(Handling.PYPROJECT, "pyproject\\.toml"),
                    Rule.named(Handling.INI, "setup\\.cfg|tox\\.ini"),
                    Rule.at(Handling.SHADOWS, "(?:_?pytest|unittest|pluggy)(?:\\.py|/.*)?"),
                    Rule.named(
                            Handling.LISTED,
                            "(?:GNUm|[Mm])akefile|[Jj]ustfile|noxfile\\.py|pom\\.xml|build\\.rs"
                                    + "|(?:build|settings)\\.gradle(?:\\.kts)?|gradle\\.properties"
                                    + "|go\\.work|nx\\.json|pnpm-workspace\\.yaml"
                                    + "|\\.gitattributes|\\.gitmodules"),
                    Rule.at(Handling.LISTED, "(?:.*/)?node_modules/.*"));

    private HarnessFiles() {}

    /**
     * Whether a change of this file belongs into a result's {@code suspicious_paths}.
     *
     * @param path relative to the repository, with slashes
     */
    public static boolean isSuspicious(String path) {
        return handling(path) != null;
    }

    /**
     * The module that a file belongs to, if it is one that a test framework has: found at the root
     * of the repository, Python loads it in place of the framework's.
     *
     * @param path relative to the repository, with slashes
     * @return for example {@code unittest}; null for other files
     */
    public static @Nullable String shadowedModule(String path) {
        return handling(path) == Handling.SHADOWS ? path.split("[/.]", 2)[0] : null;
    }

    /**
     * What the file has to be for a second opinion.
     *
     * @param path relative to the repository, with slashes
     * @param base the file in the task's base; null when it had none
     * @param agents the file as the agent left it; null when it was deleted
     */
    public static Restoration restore(
            String path, byte @Nullable [] base, byte @Nullable [] agents) {
        var handling = handling(path);
        if (handling == null || handling == Handling.LISTED || Arrays.equals(base, agents)) {
            return UNTOUCHED;
        }
        if (agents == null) {
            return Restoration.whole(base);
        }
        return switch (handling) {
            case JUDGES -> Restoration.whole(base);
            case VITE ->
                    base != null && ViteConfig.configuresTests(base)
                            ? Restoration.whole(base)
                            : UNTOUCHED;
            case PACKAGE_JSON -> PackageJson.restore(base, agents);
            case PYPROJECT -> Pyproject.restore(base, agents);
            case INI -> IniSections.restore(base, agents);
            case SHADOWS -> base == null ? Restoration.whole(null) : UNTOUCHED;
            case LISTED -> UNTOUCHED;
        };
    }

    private static @Nullable Handling handling(String path) {
        return RULES.stream()
                .filter(rule -> rule.path().matcher(path).matches())
                .map(Rule::handling)
                .findFirst()
                .orElse(null);
    }
}
