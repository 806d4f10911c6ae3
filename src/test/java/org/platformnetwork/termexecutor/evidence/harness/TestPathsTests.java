package org.platformnetwork.termexecutor.evidence.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestPathsTests {

    @TempDir private Path repository;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test_calc.py",
                "calc/test_calc.py",
                "calc/calc_test.py",
                "app/tests.py",
                "calc/conftest.py",
                "run_tests.py",
                "runtests.py",
                "tests/helpers.py",
                "tests/a\nb.txt",
                "tests/data/\ufffd.bin",
                "calc/test/util.py",
                "pkg/calc_test.go",
                "pkg/testdata/expected.json",
                "test-data/in.txt",
                "internal/testutil/same.go",
                "calc/test_helpers/same.py",
                "src/testUtils.ts",
                "src/a.test.ts",
                "src/a.spec.jsx",
                "src/a-test.mjs",
                "test.js",
                "web/test-add.cjs",
                "setupTests.ts",
                "vitest.setup.mts",
                "src/__tests__/a.js",
                "__mocks__/fs.js",
                "src/__snapshots__/a.ts.snap",
                "src/snapshots/a.snap",
                "cypress/login.cy.ts",
                "e2e/login.ts",
                "src/test/java/a/Helper.java",
                "src/test/resources/a.json",
                "app/src/integrationTest/kotlin/A.kt",
                "src/testFixtures/java/A.java",
                "src/java/ATest.java",
                "src/java/TestA.java",
                "src/main/webapp/a.spec.ts",
                "tests/add.rs",
                "src/tests.rs",
                "src/tests/mod.rs",
                "Tests/CalcTests/CalcTests.swift",
                "spec/calc_spec.rb",
                "spec/spec_helper.rb",
                "spec/support/auth.rb",
                "test/test_helper.exs",
                "core/calc_unittest.cc",
                "cli/run.bats",
                "out/help.golden",
                "fixtures/a.json",
            })
    void knowsTests(String path) {
        assertThat(new TestPaths(repository).contains(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calc.py",
                "calc/testing/util.py",
                "spec/reader.py",
                "unittest/case.py",
                "src/latest/a.ts",
                "src/contest/a.ts",
                "packages/test-utils/src/index.ts",
                "src/testing.ts",
                "src/attest.js",
                "protest.py",
                "pkg/test.go",
                "src/main/java/a/test/Runner.java",
                "src/main/java/a/ConnectionTest.java",
                "src/main/resources/tests/a.json",
                "src/Latest.java",
                "app/fixtures/initial.json",
                "src/snapshots/list.ts",
                "src/spec.rs",
                "README.md",
                "tests",
            })
    void leavesTheProduct(String path) {
        assertThat(new TestPaths(repository).contains(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "shop/cli.py~from shop.test import Client~shop/test/client.py",
                "shop/cli.py~from .test.client import Client~shop/test/client.py",
                "shop/sub/cli.py~from ..test import client~shop/test/client.py",
                "shop/cli.py~import shop.test_runner~shop/test_runner.py",
                "src/shop/cli.py~from shop import test_runner~src/shop/test_runner.py",
                "src/index.ts~import { x } from './test/client'~src/test/client.ts",
                "src/index.ts~export * from \"./test-utils.js\"~src/test-utils.js",
                "index.js~const data ="
                        + " require('./fixtures/currencies.json')~fixtures/currencies.json",
                "src/a.js~require('../__mocks__/server')~__mocks__/server.js",
                "src/lib.rs~pub mod test;~src/test/mod.rs",
                "src/lib.rs~mod tests;~src/tests.rs",
                "src/bank.rs~mod test;~src/bank/test.rs",
                "src/lib.rs~include_str!(\"../testdata/words.txt\")~testdata/words.txt",
                "words.go~//go:embed testdata/words.txt~testdata/words.txt",
                "src/a.c~#include \"test_clock.h\"~src/test_clock.h",
                "lib/a.rb~require_relative 'test/clock'~lib/test/clock.rb",
            })
    void takesWhatTheProductImportsForProduct(String importer, String statement, String path)
            throws IOException {
        assertThat(new TestPaths(repository).contains(path)).isTrue();

        write(importer, statement + "\n");

        assertThat(new TestPaths(repository).contains(path)).isFalse();
    }

    @Test
    void takesPackagesOfGoForProduct() throws IOException {
        write("go.mod", "module example.org/shop\n\ngo 1.22\n");
        write("main.go", "package main\n\nimport (\n\t\"fmt\"\n\tx \"example.org/shop/test\"\n)\n");

        assertThat(new TestPaths(repository).contains("test/client.go")).isFalse();
        assertThat(new TestPaths(repository).contains("test/client_test.go")).isTrue();
        assertThat(new TestPaths(repository).contains("web/test/client.go")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "tests/test_a.py~from tests.helpers import x",
                "shop/test_a.py~import tests.helpers",
                "scripts/run.py~from tests import helpers",
                "setup.py~from tests import helpers",
                "src/lib.rs~#[cfg(test)] mod tests;",
                "jest.config.js~require('./tests/helpers')",
                "node_modules/a/index.js~require('../../tests/helpers')",
                "shop/cli.py~# from tests import helpers",
                "shop/cli.py~environment = 'tests/helpers'",
                "shop/cli.py~import shop.tests.helpers",
            })
    void doesNotTakeOtherWaysOfUseForImports(String importer, String statement) throws IOException {
        write(importer, statement + "\n");

        assertThat(new TestPaths(repository).contains("tests/helpers.py")).isTrue();
        assertThat(new TestPaths(repository).contains("src/tests.rs")).isTrue();
    }

    @Test
    void testsBesideWhatTheProductImportsAreTests() throws IOException {
        write("shop/__init__.py", "from .tests.runner import run\n");

        assertThat(new TestPaths(repository).contains("shop/tests/runner.py")).isFalse();
        assertThat(new TestPaths(repository).contains("shop/tests/test_runner.py")).isTrue();
    }

    private void write(String path, String text) throws IOException {
        var file = repository.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "tools.py~from tests.helpers import x~tests/helpers.py~tests/expected.json",
                "tools.py~from tests import helpers~tests/helpers.py~tests/unit/helpers.py",
                "tools.py~import tests.helpers~tests/__init__.py~tests/data/a.py",
                "src/a.js~import x from '../test/helpers'~test/helpers.js~test/data.json",
                "src/a.c~#include \"../tests/clock.h\"~tests/clock.h~tests/other.h",
            })
    void oneImportedModuleMakesNoProductOfAllTests(
            String importer, String statement, String module, String beside) throws IOException {
        write(module, "");
        write(importer, statement + "\n");
        write("tests/helpers.py", "");

        assertThat(new TestPaths(repository).contains(module)).isFalse();
        assertThat(new TestPaths(repository).contains(beside)).isTrue();
    }

    @Test
    void whatAnImportedModuleImportsIsProduct() throws IOException {
        write("tools.py", "from tests.helpers import x\n");
        write("tests/helpers.py", "from tests.deep.more import y\nfrom . import beside\n");
        write("tests/deep/more.py", "import tests.last\n");
        write("tests/beside.py", "");
        write("tests/test_a.py", "import tests.of_tests\n");

        var paths = new TestPaths(repository);

        for (var module : List.of("deep/more", "last", "beside")) {
            assertThat(paths.contains("tests/" + module + ".py")).as(module).isFalse();
        }
        assertThat(paths.contains("tests/of_tests.py")).isTrue();
        assertThat(paths.contains("tests/test_a.py")).isTrue();
    }
}
