/**
 * One exact commit of a repository, without the history after it; fetched repositories are cached
 * as mirrors.
 */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.git;

import org.jspecify.annotations.NullMarked;
