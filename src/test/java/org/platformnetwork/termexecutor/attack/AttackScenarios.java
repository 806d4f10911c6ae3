package org.platformnetwork.termexecutor.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks by hostile agents on one running service; the themes are interfaces, so that each level
 * takes those that it can hold.
 */
@Tag("attack")
@TestInstance(Lifecycle.PER_CLASS)
abstract class AttackScenarios implements Theme {

    private final String isolation;
    private final Map<String, String> settings;
    private @Nullable Arena arena;

    AttackScenarios(String isolation, Map<String, String> settings) {
        this.isolation = isolation;
        this.settings = settings;
    }

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        // The users of level uid have to pass through it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        arena = Arena.open(isolation, directory, settings);
    }

    @AfterAll
    void close() {
        if (arena != null) {
            arena.close();
        }
    }

    @Override
    public Arena arena() {
        return Objects.requireNonNull(arena);
    }
}
