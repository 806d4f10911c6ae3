package org.platformnetwork.termexecutor.pipeline.image;

/**
 * What the images are that are here, and what became of requests for one since the start.
 *
 * @param bytes of all layers that are here
 * @param pulls images that were pulled
 * @param pulledBytes of those layers, unpacked, that were not here before
 * @param hits tasks that found their image here
 */
public record ImageUsage(int images, long bytes, long pulls, long pulledBytes, long hits) {}
