/** Files that decide apart from the product: tests, configuration of runners, scripts they call. */
@NullMarked
@NamedInterface("harness")
package org.platformnetwork.termexecutor.evidence.harness;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
