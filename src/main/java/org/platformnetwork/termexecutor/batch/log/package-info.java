/** What the commands of a batch printed, in files with an index. */
@NullMarked
@NamedInterface("log")
package org.platformnetwork.termexecutor.batch.log;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
