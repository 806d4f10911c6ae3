package org.platformnetwork.termexecutor.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file outside every workspace to which agents and tests append a line at each of their runs;
 * those that a sandbox holds cannot.
 */
record Marks(Path file) {

    /**
     * A run of an agent.
     *
     * @param life of the service
     */
    record Start(int archive, String task, int life) {}

    /** A run of a test script. */
    record Test(int archive, String task) {}

    List<Start> starts() throws IOException {
        return lines("start").stream()
                .map(line ->
                        new Start(Integer.parseInt(line[1]), line[2], Integer.parseInt(line[3])))
                .toList();
    }

    List<Test> tests() throws IOException {
        return lines("test").stream()
                .map(line -> new Test(Integer.parseInt(line[1]), line[2]))
                .toList();
    }

    private List<String[]> lines(String kind) throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(line -> line.split(" ", -1))
                .filter(line -> line[0].equals(kind))
                .toList();
    }
}
