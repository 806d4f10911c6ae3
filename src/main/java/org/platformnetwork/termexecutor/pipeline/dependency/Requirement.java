package org.platformnetwork.termexecutor.pipeline.dependency;

/**
 * What a manifest asks of one dependency.
 *
 * @param range of versions, in the ecosystem's own language
 * @param text all that it asks, extras and conditions included; equal where the same is asked
 */
record Requirement(String range, String text) {

    Requirement(String range) {
        this(range, range);
    }
}
