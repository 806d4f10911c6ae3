package org.platformnetwork.termexecutor.pipeline.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationsTests {

    /** Path, the base's text, the reference's, and what that changes. */
    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(
                        "requirements.txt",
                        """
                        # what we need
                        Lib_A>=1.0 \\
                          --hash=sha256:0
                        -r other.txt
                        b[x]; python_version<'4'
                        """,
                        "lib-a>=2.0\nb[x] ; python_version < '4'\n",
                        "lib-a"),
                Arguments.of(
                        "pyproject.toml",
                        "[project]\nversion = '1'\ndependencies = ['a>=1', 'b']\n",
                        """
                        [project]
                        version = '2'
                        dependencies = ['a>=1', 'b[x]>=2']
                        [project.optional-dependencies]
                        test = ['c']
                        """,
                        "b c"),
                Arguments.of(
                        "pyproject.toml",
                        """
                        [build-system]
                        requires = ['hatchling']
                        [tool.poetry.dependencies]
                        python = '^3.9'
                        a = '^1'
                        """,
                        """
                        [build-system]
                        requires = ['hatchling>=1']
                        [tool.poetry.dependencies]
                        python = '^3.10'
                        a = {version = '^2'}
                        """,
                        "a hatchling"),
                Arguments.of(
                        "pyproject.toml", "[dependency-groups]\ndev = ['a']\n",
                        "[dependency-groups]\ndev = ['a', {include-group = 'x'}]\nx = ['b']\n",
                                "b"),
                Arguments.of(
                        "setup.cfg",
                        "[metadata]\nversion = 1\n[options]\ninstall_requires =\n    a>=1\n    b\n",
                        """
                        [metadata]
                        version = 2
                        [options]
                        install_requires =
                            a>=2
                            b
                        [options.extras_require]
                        x = c
                        """,
                        "a c"),
                Arguments.of(
                        "setup.py",
                        "setup(version='1', install_requires=['a>=1', 'b[x]'])",
                        "setup(version='2', install_requires=['a>=2', 'b[x]'], extras_require={'x':"
                                + " ['c<3']})",
                        "a c"),
                Arguments.of("Pipfile", "[packages]\na = '*'\n", "[packages]\na = '>=1'\n", "a"),
                Arguments.of(
                        "Pipfile.lock",
                        "{\"default\": {\"a\": {\"version\": \"==1.0\"}}}",
                        "{\"default\": {\"a\": {\"version\": \"==1.1\"}}}",
                        "a"),
                Arguments.of(
                        "uv.lock",
                        """
                        [[package]]
                        name = 'a'
                        version = '1'
                        [[package]]
                        name = 'me'
                        version = '1'
                        source = {editable = '.'}
                        """,
                        """
                        [[package]]
                        name = 'a'
                        version = '2'
                        [[package]]
                        name = 'me'
                        version = '2'
                        source = {editable = '.'}
                        """,
                        "a"),
                Arguments.of(
                        "package.json",
                        "{\"version\": \"1\", \"scripts\": {\"test\": \"x\"}, \"dependencies\":"
                                + " {\"a\": \"^1\"}}",
                        "{\"version\": \"2\", \"scripts\": {\"test\": \"y\"}, \"dependencies\":"
                                + " {\"a\": \"^1\"}, \"devDependencies\": {\"@s/b\": \"2\"}}",
                        "@s/b"),
                Arguments.of(
                        "package-lock.json",
                        "{\"packages\": {\"\": {\"version\": \"1\"},"
                            + " \"node_modules/a/node_modules/@s/b\": {\"version\": \"1.0.0\"}}}",
                        "{\"packages\": {\"\": {\"version\": \"2\"},"
                            + " \"node_modules/a/node_modules/@s/b\": {\"version\": \"1.1.0\"}}}",
                        "@s/b"),
                Arguments.of(
                        "yarn.lock",
                        """
                        "@s/a@npm:^1.0.0, @s/a@npm:^1.1.0":
                          version: 1.2.0

                        b@^1:
                          version "1.0.0"
                        """,
                        """
                        "@s/a@npm:^1.0.0, @s/a@npm:^1.1.0":
                          version: 1.3.0

                        b@^1:
                          version "1.0.1"
                        """,
                        "@s/a b"),
                Arguments.of(
                        "pnpm-lock.yaml",
                        """
                        importers:
                          .:
                            a: 1
                        packages:

                          '@s/a@1.0.0':
                            resolution: {}
                          b@1.0.0:
                            resolution: {}
                        """,
                        """
                        importers:
                          .:
                            a: 2
                        packages:

                          '@s/a@1.0.1':
                            resolution: {}
                          b@1.0.0:
                            resolution: {}
                        """,
                        "@s/a"),
                Arguments.of(
                        "go.mod",
                        """
                        module m

                        go 1.21

                        require (
                        \tx.org/a v1.0.0
                        \tx.org/b v1.0.0 // indirect
                        )
                        """,
                        """
                        module m

                        go 1.22

                        require (
                        \tx.org/a v1.1.0
                        \tx.org/b v1.2.0 // indirect
                        )
                        require x.org/c/v2 v2.0.0
                        """,
                        "x.org/a x.org/c/v2"),
                Arguments.of(
                        "Cargo.toml",
                        """
                        [package]
                        version = '0.1.0'
                        [features]
                        x = ['y']
                        [dependencies]
                        a = '1'
                        w = {workspace = true}
                        l = {path = '../l'}
                        """,
                        """
                        [package]
                        version = '0.2.0'
                        [features]
                        x = []
                        [dependencies]
                        a = '1'
                        w = {workspace = true, features = ['z']}
                        l = {path = '../l', features = ['z']}
                        [target.'cfg(unix)'.dependencies]
                        r = {package = 'real', version = '2'}
                        """,
                        "real"),
                Arguments.of(
                        "Cargo.lock",
                        """
                        [[package]]
                        name = 'me'
                        version = '1.0.0'
                        [[package]]
                        name = 'a'
                        version = '1.0.0'
                        source = 'registry'
                        """,
                        """
                        [[package]]
                        name = 'me'
                        version = '1.1.0'
                        [[package]]
                        name = 'a'
                        version = '1.1.0'
                        source = 'registry'
                        """,
                        "a"),
                Arguments.of(
                        "pom.xml",
                        pom("1", "<a.version>1.0</a.version><encoding>x</encoding>", ""),
                        pom(
                                "2",
                                "<a.version>1.1</a.version><encoding>y</encoding>",
                                "<build><plugins><plugin><artifactId>p</artifactId><version>3</version></plugin></plugins></build>"),
                        "g:a org.apache.maven.plugins:p"),
                Arguments.of(
                        "build.gradle.kts",
                        """
                        version = "1"
                        plugins { id("x.y") version "1" }
                        dependencies { implementation("g:a:1.0") }
                        """,
                        """
                        version = "2"
                        plugins { id("x.y") version "2" }
                        dependencies { implementation("g:a:1.1") }
                        val bVersion = "3"
                        """,
                        "bVersion g:a x.y"),
                Arguments.of(
                        "gradle.properties",
                        "version=1\nkotlin_version=1.9\n",
                        "version=2\nkotlin_version=2.0\n",
                        "kotlin_version"),
                Arguments.of(
                        "gradle/libs.versions.toml",
                        """
                        [versions]
                        a = '1'
                        [libraries]
                        a = {module = 'g:a', version.ref = 'a'}
                        b = 'g:b:1'
                        [plugins]
                        p = {id = 'p.p', version = '1'}
                        """,
                        """
                        [versions]
                        a = '2'
                        [libraries]
                        a = {module = 'g:a', version.ref = 'a'}
                        b = 'g:b:1'
                        [plugins]
                        p = {id = 'p.p', version = '2'}
                        """,
                        "g:a p.p"),
                Arguments.of("gradle.lockfile", "g:a:1.0=x\n", "g:a:1.1=x\nempty=\n", "g:a"));
    }

    private static String pom(String version, String properties, String more) {
        return """
        <project><groupId>m</groupId><artifactId>m</artifactId><version>%s</version>
        <properties>%s</properties><dependencies><dependency><groupId>g</groupId>
        <artifactId>a</artifactId><version>${a.version}</version></dependency></dependencies>%s</project>
        """
                .formatted(version, properties, more);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatChangesIsNamedAndNothingElse(
            String path, String base, String reference, String names) {
        var changed = of(path, reference).changedSince(of(path, base));

        assertThat(changed.stream().map(Dependency::name).sorted())
                .containsExactly(names.split(" "));
        assertThat(of(path, base).changedSince(of(path, base))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pyproject.toml",
                "package.json",
                "package-lock.json",
                "Cargo.toml",
                "pom.xml",
                "Pipfile.lock",
                "poetry.lock"
            })
    void fileThatCannotBeReadStandsForItself(String path) {
        var broken = of(path, "<[{");

        assertThat(broken.changedSince(of(path, "")))
                .extracting(Dependency::name)
                .containsExactly(path);
        var name = new Dependency(Ecosystem.JVM, path);
        assertThat(of(path, "<[{").admit(name, broken, Set.of())).isTrue();
        assertThat(of(path, "<[").admit(name, broken, Set.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pyproject.toml",
                "setup.cfg",
                "setup.py",
                "requirements.txt",
                "package.json",
                "package-lock.json",
                "yarn.lock",
                "pnpm-lock.yaml",
                "go.mod",
                "Cargo.toml",
                "pom.xml",
                "build.gradle",
                "gradle.properties",
                "x.versions.toml",
                "gradle.lockfile"
            })
    @Timeout(60)
    void hostileFileIsReadOrNot(String path) {
        for (var piece :
                List.of(
                        "[",
                        "{\"a\":",
                        "<a>",
                        "a-",
                        "a@",
                        "'a:b:",
                        "install_requires=[",
                        "install_requires",
                        "version",
                        "1.")) {
            assertReadOrNot(path, piece.repeat(100_000));
        }
        var spaces = " ".repeat(100_000);
        assertReadOrNot(path, "a" + spaces + "((");
        assertReadOrNot(path, "install_requires = ['a" + spaces + "((']");
        assertReadOrNot(path, "id" + spaces + "!");
    }

    private static void assertReadOrNot(String path, String text) {
        assertThat(of(path, text).name(new Dependency(Ecosystem.GO, "x"))).isFalse();
    }

    @Test
    void entitiesOfXmlAreNotFollowed() {
        var text = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><project>&e;</project>";

        assertThat(of("pom.xml", text).name(new Dependency(Ecosystem.JVM, "pom.xml"))).isTrue();
    }

    private static Declarations of(String path, String text) {
        return Declarations.of(Map.of(path, text.getBytes(UTF_8)));
    }
}
