package org.platformnetwork.termexecutor.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.TermExecutorApplication;
import org.platformnetwork.termexecutor.benchmark.Benchmarks.Scale;
import tools.jackson.databind.json.JsonMapper;

class BenchmarksIntegrationTests {

    private static final List<String> SERVICE =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    TermExecutorApplication.class.getName());

    @Test
    void everyComparisonRuns(@TempDir Path directory) throws IOException, InterruptedException {
        var benchmarks = new Benchmarks(Scale.SHORT, SERVICE, directory.resolve("work"));
        var report = benchmarks.run(List.of("process"));
        report.write(directory);

        assertThat(report.rows()).hasSizeGreaterThan(8);
        assertThat(report.rows())
                .allSatisfy(row -> assertThat(row.ratio()).isPositive().isFinite());
        var written = JsonMapper.shared().readTree(directory.resolve("benchmark.json"));
        assertThat(written).hasSameSizeAs(report.rows());
        assertThat(directory.resolve("benchmark.svg")).content().contains("</svg>");
    }
}
