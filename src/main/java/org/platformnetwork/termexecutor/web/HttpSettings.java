package org.platformnetwork.termexecutor.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where the service listens.
 *
 * @param port 0 for any free one
 */
@Validated
@ConfigurationProperties("http")
record HttpSettings(@Min(0) @Max(65535) int port) {}
