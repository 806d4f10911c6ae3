package org.platformnetwork.termexecutor.progress;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** What everyone may read. */
@Validated
@ConfigurationProperties("logs")
public record LogSettings(LogVisibility publicLogs) {}
