package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class AccessFailureAnalyzerTests {

    private static final String SECRET = "/var/lib/secret";

    private static @Nullable FailureAnalysis analyze(FileSystemException cause) {
        return new AccessFailureAnalyzer().analyze(new IllegalStateException("no bean", cause));
    }

    @Test
    void whatAnotherUserOwnsIsNamedWithoutItsPath() {
        for (var cause :
                new FileSystemException[] {
                    new AccessDeniedException(SECRET),
                    new FileSystemException(SECRET, null, "Operation not permitted")
                }) {
            assertThat(analyze(cause))
                    .isNotNull()
                    .extracting(FailureAnalysis::getDescription)
                    .asString()
                    .contains("belongs to another user", "chown -R")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void otherFailuresAreLeftToOthers() {
        assertThat(analyze(new NoSuchFileException(SECRET))).isNull();
        assertThat(analyze(new FileSystemException(SECRET, null, "Disk quota exceeded"))).isNull();
    }
}
