/** Cgroups, versions 1 and 2: found, created, limited, measured and removed. */
@NullMarked
package org.platformnetwork.termexecutor.sandbox.cgroup;

import org.jspecify.annotations.NullMarked;
