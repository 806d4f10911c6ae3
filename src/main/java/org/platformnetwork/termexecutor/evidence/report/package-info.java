/** Reads what test runners print about themselves. */
@NullMarked
@NamedInterface("report")
package org.platformnetwork.termexecutor.evidence.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
