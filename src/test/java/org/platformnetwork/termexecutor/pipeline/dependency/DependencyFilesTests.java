package org.platformnetwork.termexecutor.pipeline.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DependencyFilesTests {

    @Test
    void filesAreToldByTheirPaths() {
        assertThat(
                        List.of(
                                "a/pyproject.toml",
                                "requirements/dev.txt",
                                "requirements-dev.txt",
                                "packages/x/package.json",
                                "gradle/libs.versions.toml",
                                "tests/requirements.txt"))
                .allMatch(DependencyFiles::include);
        assertThat(
                        List.of(
                                "src/setup.js",
                                "notes.txt",
                                "testdata/package.json",
                                "a/node_modules/b/package.json",
                                "tests/fixtures/pom.xml",
                                "my-package.json"))
                .noneMatch(DependencyFiles::include);
    }
}
