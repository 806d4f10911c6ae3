/**
 * One exact commit of a repository, without the history after it; fetched repositories are cached
 * as mirrors.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>A fetch of what a task names goes through {@code EgressProxy} or to a {@code PinnedServer}:
 *       an address is looked up once and checked. Tests of git over HTTP set {@code allowPrivate}.
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.git;

import org.jspecify.annotations.NullMarked;
