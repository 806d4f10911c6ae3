/**
 * Cgroups, versions 1 and 2: found, created, limited, measured and removed.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Ask a {@code Cgroup} for {@code usage()} and {@code exceeded()} before {@code close()};
 *       {@code Cgroups} kills what it finds, so the workspace must be locked before.
 *   <li>Commands are in the group {@code inside} the one with the limits, which a cgroup namespace
 *       does not show; version 1 counts refusals and kills there ({@code CgroupFiles.counted}).
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.sandbox.cgroup;

import org.jspecify.annotations.NullMarked;
