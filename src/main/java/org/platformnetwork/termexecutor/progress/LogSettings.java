package org.platformnetwork.termexecutor.progress;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** What everyone may read. */
@Validated
@ConfigurationProperties("logs")
public record LogSettings(LogVisibility publicLogs) {

    /**
     * When everyone may read what the commands of a task printed: it can quote hidden tests, and
     * the agent of another executor's batch may be reading.
     */
    public enum LogVisibility {
        /** Once the batch has ended. */
        AFTER,
        LIVE,
        NEVER;

        /** Whether they may now. */
        boolean show(BatchState batch) {
            return this == LIVE || (this == AFTER && batch.status().isTerminal());
        }

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
