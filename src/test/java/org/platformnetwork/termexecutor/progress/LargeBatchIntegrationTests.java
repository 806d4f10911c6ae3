package org.platformnetwork.termexecutor.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeBatchIntegrationTests {

    private static final String HEAP = "-Xmx112m";

    private @TempDir Path directory;

    @Test
    void outputsLargerThanTheHeapAreKeptAndRead() throws IOException, InterruptedException {
        var output = directory.resolve("output");
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                HEAP,
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LargeBatch.class.getName(),
                                directory.resolve("work").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean hasEnded = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        var printed = Files.readString(output);

        assertThat(hasEnded).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        long all = (long) LargeBatch.TASKS * LargeBatch.OUTPUT;
        long snapshot = (long) LargeBatch.TASKS * OutputVisibility.MOST_IN_SNAPSHOT;
        assertThat(bytes(printed, "200 /batch/ID")).hasSize(2).allMatch(read -> read > all);
        assertThat(bytes(printed, "200 /batch/ID/tasks")).hasSize(2).allMatch(read -> read > all);
        assertThat(bytes(printed, "200 /batch/ID/junit"))
                .hasSize(2)
                .allMatch(read -> read > snapshot);
        assertThat(bytes(printed, "snapshot")).hasSize(2).allMatch(read -> read > snapshot);
        assertThat(bytes(printed, "200 /batch/ID/events"))
                .hasSize(1)
                .allMatch(read -> read > snapshot);
        assertThat(bytes(printed, "200 /verify/ID")).hasSize(1);
    }

    private static List<Long> bytes(String printed, String what) {
        return Pattern.compile("^([0-9]+) " + Pattern.quote(what) + "$", Pattern.MULTILINE)
                .matcher(printed)
                .results()
                .map(line -> Long.valueOf(line.group(1)))
                .toList();
    }
}
