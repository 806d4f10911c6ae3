package org.platformnetwork.termexecutor.evidence.harness;

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
        PACKAGE_JSON,
        PYPROJECT,
        CARGO,
        TSCONFIG,
        DENO,
        COMPOSER,
        INI,
        POM,
        MAKE,
        CMAKE,
        GRADLE,
        GO_MODULE,
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

    private static final Restoration UNTOUCHED = new Restoration.Keep();
    private static final Pattern MODULE =
            Pattern.compile(
                    "(?:.*/)?(?:java|kotlin|groovy|scala)/(?:(?:org|io)/)?[^/]+|[^/.]+",
                    Pattern.DOTALL);

    /** What a product makes new projects from configures no run, unless scripts run there. */
    private static final Pattern TEMPLATE =
            Pattern.compile(
                    "(?:.*/)?(?:templates?|skeletons?|scaffolds?|scaffolding|boilerplates?)/.*",
                    Pattern.DOTALL);

    /** The first rule that matches a path decides; a directory's own path is that of a link. */
    private static final List<Rule> RULES =
            List.of(
                    Rule.named(
                            Handling.JUDGES,
                            "conftest\\.py|\\.?pytest\\.(?:ini|toml)|\\.coveragerc|nose2?\\.cfg"
                                    + "|(?:site|user)customize(?:\\.[^/]*)?"),
                    Rule.at(Handling.JUDGES, "(?:.*/)?(?:site|user)customize/.*"),
                    // Elsewhere a .pth may be the weights of a model.
                    Rule.at(Handling.JUDGES, "(?:.*/)?(?:site|dist)-packages/[^/]*\\.pth"),
                    // Metadata beside the tests makes "python -m pytest" load a plugin.
                    Rule.at(Handling.JUDGES, "(?:.*/)?[^/]+\\.(?:egg|dist)-info(?:/.*)?"),
                    Rule.named(
                            Handling.JUDGES,
                            "(?:jest|vite|vitest|ava|karma|playwright|cypress|babel|nyc|wdio|nightwatch"
                                + "|protractor|web-test-runner|jasmine|cucumber)[.-]"
                                + "(?:conf|config|preset|projects|setup|workspace)\\.[^/]*"
                                + "|\\.(?:mocharc|nycrc|c8rc|babelrc|swcrc|taprc)(?:\\.[^/]*)?"
                                + "|bunfig\\.toml|jasmine\\.json|cypress\\.json|phpunit\\.xml(?:\\.[^/]*)?"
                                + "|\\.rspec|testng[^/]*\\.xml|junit-platform\\.properties"
                                + "|rust-toolchain(?:\\.toml)?|(?:CTest)[^/]*\\.cmake"
                                + "|\\.env(?:\\.[^/]*)?"),
                    Rule.at(Handling.JUDGES, "(?:.*/)?\\.config/nextest\\.toml"),
                    // Services and extensions that test frameworks load by themselves.
                    Rule.at(
                            Handling.JUDGES,
                            "(?:.*/)?META-INF/services/(?:org\\.(?:junit|testng|spockframework|mockito)"
                                + "|io\\.kotest)[^/]*|(?:.*/)?mockito-extensions/.*"),
                    // Task runners do what these say.
                    Rule.named(
                            Handling.JUDGES,
                            "\\.?[Jj]ustfile|noxfile\\.py|Taskfile\\.ya?ml|Rakefile|dodo\\.py"
                                    + "|(?:turbo|nx|lerna)\\.json|go\\.work"
                                    + "|\\.pnpmfile\\.c?js|\\.pnp\\.[^/]*"),
                    Rule.at(Handling.JUDGES, "(?:.*/)?(?:\\.yarn|buildSrc)/.*"),
                    // script-shell, node-options, yarnPath
                    Rule.named(Handling.JUDGES, "\\.npmrc|\\.yarnrc(?:\\.[^/]*)?"),
                    // A "runner" there replaces every test program.
                    Rule.at(Handling.JUDGES, "(?:.*/)?\\.cargo(?:/config(?:\\.toml)?)?"),
                    Rule.named(
                            Handling.JUDGES,
                            "\\.bashrc|\\.bash_profile|\\.bash_login|\\.profile|\\.zshrc|\\.zshenv"
                                    + "|\\.envrc"),
                    // npm finds programs there before all others.
                    Rule.at(Handling.JUDGES, "(?:.*/)?node_modules/.*"),
                    // The copies of test frameworks that a compiler takes.
                    Rule.at(
                            Handling.JUDGES,
                            "(?:.*/)?vendor/(?:.*/)?(?:testify|ginkgo|gomega|go-cmp|gotest\\.tools"
                                    + "|check\\.v1|goconvey|minitest|rspec[^/]*|phpunit)(?:/.*)?"),
                    // They bring the build tool, or are options and extensions of every start.
                    Rule.named(Handling.JUDGES, "gradlew(?:\\.bat)?|mvnw(?:\\.cmd)?"),
                    Rule.at(Handling.JUDGES, "gradle|(?:.*/)?(?:gradle/wrapper|\\.mvn)(?:/.*)?"),
                    Rule.named(Handling.PACKAGE_JSON, "package\\.json"),
                    Rule.named(Handling.PYPROJECT, "pyproject\\.toml"),
                    Rule.named(Handling.CARGO, "Cargo\\.toml"),
                    Rule.named(Handling.TSCONFIG, "[jt]sconfig(?:\\.[^/]*)?\\.json"),
                    Rule.named(Handling.DENO, "deno\\.jsonc?"),
                    Rule.named(Handling.COMPOSER, "composer\\.json"),
                    Rule.named(Handling.INI, "setup\\.cfg|tox\\.ini"),
                    Rule.named(Handling.POM, "pom\\.xml"),
                    Rule.named(Handling.MAKE, "(?:GNUm|[Mm])akefile(?:\\.[^/]*)?|[^/]*\\.ma?k"),
                    Rule.named(Handling.CMAKE, "CMakeLists\\.txt|[^/]*\\.cmake|meson\\.build"),
                    Rule.named(Handling.GRADLE, "[^/]*\\.gradle(?:\\.kts)?|gradle\\.properties"),
                    Rule.named(Handling.GO_MODULE, "go\\.mod"),
                    Rule.at(Handling.SHADOWS, "(?:_?pytest|unittest|pluggy)(?:\\.py|/.*)?"),
                    Rule.at(
                            Handling.SHADOWS,
                            "(?:.*/)?(?:java|kotlin|groovy|scala)/(?:org/(?:junit|testng|assertj"
                                + "|hamcrest|mockito|spockframework)|junit|spock|io/kotest)/.*"),
                    Rule.named(
                            Handling.LISTED,
                            "build\\.rs|pnpm-workspace\\.yaml|\\.gitattributes|\\.gitmodules"));

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
        var module = MODULE.matcher(path);
        return handling(path) == Handling.SHADOWS && module.lookingAt() ? module.group() : null;
    }

    /**
     * What the file must be for a second opinion.
     *
     * @param path relative to the repository, with slashes
     * @param base the file in the task's base; null when it had none
     * @param agents the file as the agent left it; null when it was deleted
     * @param isWhereScriptsRun whether a script runs in its directory, below or above
     */
    public static Restoration restore(
            String path,
            byte @Nullable [] base,
            byte @Nullable [] agents,
            boolean isWhereScriptsRun) {
        var handling = handling(path);
        if (handling == null
                || Arrays.equals(base, agents)
                || (!isWhereScriptsRun && isTemplate(path, base))) {
            return UNTOUCHED;
        }
        if (agents == null) {
            return handling == Handling.LISTED || handling == Handling.SHADOWS
                    ? UNTOUCHED
                    : Restoration.whole(base);
        }
        return switch (handling) {
            case JUDGES -> Restoration.whole(base);
            case PACKAGE_JSON -> PackageJson.restore(base, agents);
            case PYPROJECT -> TableParts.PYPROJECT.restore(base, agents);
            case CARGO -> TableParts.CARGO.restore(base, agents);
            case TSCONFIG -> TableParts.TSCONFIG.restore(base, agents);
            case DENO -> TableParts.DENO.restore(base, agents);
            case COMPOSER -> TableParts.COMPOSER.restore(base, agents);
            case INI -> IniSections.restore(base, agents);
            case POM -> PomXml.restore(base, agents);
            case MAKE -> BuildLines.MAKE.restore(base, agents);
            case CMAKE -> BuildLines.CMAKE.restore(base, agents);
            case GRADLE -> BuildLines.GRADLE.restore(base, agents);
            case GO_MODULE -> BuildLines.GO_MODULE.restore(base, agents);
            case SHADOWS -> base == null ? Restoration.whole(null) : UNTOUCHED;
            case LISTED -> UNTOUCHED;
        };
    }

    /** But for Python, which test runners load from any directory. */
    private static boolean isTemplate(String path, byte @Nullable [] base) {
        return TEMPLATE.matcher(path).matches() && (base != null || !path.endsWith(".py"));
    }

    private static @Nullable Handling handling(String path) {
        return RULES.stream()
                .filter(rule -> rule.path().matcher(path).matches())
                .map(Rule::handling)
                .findFirst()
                .orElse(null);
    }
}
