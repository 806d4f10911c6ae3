package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a batch may not leave on the machine: processes, directories, mounts.
 *
 * @param workspace {@code WORKSPACE_BASE}
 * @param mark what every command of the service has in its environment unless it took it out
 */
record Leftovers(Path workspace, String mark) {

    /** To be called when the batch has ended: its directories are gone by then. */
    void assertNone() {
        assertThat(content("batches")).isEmpty();
        assertThat(content("uploads")).isEmpty();
        assertThat(mounts()).isEmpty();
        await().untilAsserted(() -> {
            assertThat(marked()).as("processes of commands").isEmpty();
            assertThat(descendants()).as("descendants").isEmpty();
        });
    }

    private List<Path> content(String directory) {
        try (Stream<Path> entries = Files.list(workspace.resolve(directory))) {
            return entries.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> mounts() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.filter(line -> line.contains(workspace.toString())).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> descendants() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .filter(process -> !isGuard(process))
                .map(process -> process.pid() + " " + process.info().commandLine().orElse("?"))
                .toList();
    }

    /** The one that watches over the commands of this virtual machine, and ends with it. */
    private static boolean isGuard(ProcessHandle process) {
        return process.info().commandLine().orElse("").endsWith(" command-guard");
    }

    private Set<String> marked() {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(this::isMarked)
                    .map(Path::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isMarked(Path process) {
        try {
            var environment = Files.readAllBytes(process.resolve("environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException _) {
            return false;
        }
    }
}
