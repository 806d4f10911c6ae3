/**
 * Where the commands of a task run, and how strongly they are contained. The packages below are its
 * own.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>{@code WORKSPACE_BASE} is wiped at the start, but for layers whose mark ({@code
 *       CompleteMark}) is there and whose {@code LayerBasis} is this service's; it is locked, and
 *       tests use a directory each. {@code Workspaces.remove} sets an interrupt aside.
 *   <li>A time limit is {@code Deadline}'s: {@code ProcessRunner} gets twice as much and only
 *       catches what {@code LimitEnforcer} misses. Without a cgroup it is never doubled.
 *   <li>What install commands leave comes back in {@code /tmp} and at the root, under any name: the
 *       service gives and takes files in {@code Sandbox.temporary}, which is neither. Above mount
 *       points commands can put links. What a test shares with a running agent by a path of the
 *       host works at level {@code process} only.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"file", "process"})
package org.platformnetwork.termexecutor.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
