package org.platformnetwork.termexecutor.progress;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long a reader of a WebSocket may hold up its stream; no environment sets it.
 *
 * @param late a reader that took longer for one event is told so, with code 1013
 * @param lost a reader that took nothing for so long is cut off: nothing can be told to it
 */
@Validated
@ConfigurationProperties("stream")
record StreamSettings(@DefaultValue("10s") Duration late, @DefaultValue("20s") Duration lost) {}
