package org.platformnetwork.termexecutor.sandbox;

/**
 * Whether cgroups bound a resource.
 *
 * @param detail the version in force, {@code v1} or {@code v2}, else one phrase that says why not
 *     and names no path of the host
 */
public record LimitStatus(LimitedResource resource, boolean inForce, String detail) {}
