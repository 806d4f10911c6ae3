package org.platformnetwork.termexecutor.attestation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * What only whoever deployed the service knows of it.
 *
 * @param image the name of the container image it runs from; empty when not told
 * @param imageDigest that image's digest; empty when not told
 */
@Validated
@ConfigurationProperties("instance")
record InstanceSettings(String image, String imageDigest) {}
