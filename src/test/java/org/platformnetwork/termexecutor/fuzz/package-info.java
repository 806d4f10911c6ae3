/** The long run of a coverage-guided fuzzer over what strangers and miners may send. */
@NullMarked
package org.platformnetwork.termexecutor.fuzz;

import org.jspecify.annotations.NullMarked;
