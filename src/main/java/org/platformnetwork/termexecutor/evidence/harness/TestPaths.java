package org.platformnetwork.termexecutor.evidence.harness;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Tells the tests of a repository from its product: test files, their fixtures and snapshots, by
 * the conventions of each language. What the product itself imports is product, whatever its name
 * or its directory is called.
 */
public final class TestPaths {

    private static final String SCRIPT = "\\.[cm]?[jt]sx?";

    /** Build tools keep the product there, so that other parts of a path say nothing. */
    private static final Pattern ONLY_PRODUCT =
            Pattern.compile(
                    "(?:.*/)?src/main/(?:resources/.*|.*\\.(?:java|kt|scala|groovy))",
                    Pattern.DOTALL);

    private static final Pattern TEST_DIRECTORY =
            Pattern.compile(
                    "((?:.*?/)?(?:[Tt]ests?|__(?:tests|mocks|snapshots|fixtures)__|e2e"
                            + "|(?:unit|integration|functional)[-_]tests?|unittests"
                            + "|test[-_]?(?:data|fixtures|resources)|test_?(?:utils?|helpers?)"
                            + "|spec/(?:fixtures|support|factories|data)"
                            + "|src/(?:it|[a-z]+Test|testFixtures))|fixtures?)/.*",
                    Pattern.DOTALL);

    private static final Pattern TEST_FILE =
            Pattern.compile(
                    "(?:.*/)?(?:"
                            // Recorded answers, of any language
                            + "[^/]*\\.(?:snap|golden|bats)|[^/]*\\.approved\\.[^/.]*"
                            // Go, whose compiler never takes them for the product
                            + "|[^/]*_test\\.go"
                            // Python
                            + "|(?:test_[^/]*|[^/]*_test|tests?|run_?tests?|conftest)\\.py"
                            // JavaScript and TypeScript
                            + "|[^/]*[.\\-_](?:test|tests|spec|e2e|cy)"
                            + SCRIPT
                            + "|tests?(?:Utils?|Helpers?)?"
                            + SCRIPT
                            + "|test-[^/]*"
                            + SCRIPT
                            + "|(?:setup-?[tT]ests?|(?:jest|vitest|test)[.\\-_]?[sS]etup)"
                            + SCRIPT
                            // Java, Kotlin, Scala, Groovy, C#, PHP, Swift
                            + "|(?:[^/]*[A-Za-z0-9](?:Tests?|TestCase|IT|Spec)|Test[A-Z][^/]*)"
                            + "\\.(?:java|kt|scala|groovy|cs|php|swift)"
                            // Rust
                            + "|(?:[^/]*_)?tests?\\.rs"
                            // C and C++
                            + "|(?:test_[^/]*|[^/]*_(?:unit)?tests?)\\.(?:c|cc|cpp|cxx|h|hpp)"
                            // Ruby, Elixir, Dart, Lua, shell
                            + "|(?:spec|rails|test)_helper\\.rb"
                            + "|[^/]*_(?:test|spec)\\.(?:rb|exs?|dart|lua)"
                            + "|test_[^/]*\\.(?:rb|exs?|sh)|[^/]*[_-]tests?\\.sh"
                            + ")",
                    Pattern.DOTALL);

    private final ProductImports product;

    /**
     * @param repository the task's base; read when a path needs it
     */
    public TestPaths(Path repository) {
        this.product = new ProductImports(repository);
    }

    /**
     * Whether a file is a test, a fixture or a snapshot.
     *
     * @param path relative to the repository, with slashes; the file need not be there
     */
    public boolean contains(String path) {
        if (ONLY_PRODUCT.matcher(path).matches()) {
            return false;
        }
        var directory = TEST_DIRECTORY.matcher(path);
        boolean isBelow =
                directory.matches() && !product.importsDirectory(directory.group(1), path);
        return (isBelow || TEST_FILE.matcher(path).matches()) && !product.imports(path);
    }

    /** Whether the product imports or installs a file, whatever its name. */
    public boolean isProduct(String path) {
        return product.imports(path) || product.installs(path);
    }

    /** Whether a path looks like a test's, whoever imports it. */
    static boolean isNamedAsTest(String path) {
        return !ONLY_PRODUCT.matcher(path).matches()
                && (TEST_DIRECTORY.matcher(path).matches() || TEST_FILE.matcher(path).matches());
    }
}
