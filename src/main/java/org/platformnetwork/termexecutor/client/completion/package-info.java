/** What shells read to complete the command line. */
@NullMarked
package org.platformnetwork.termexecutor.client.completion;

import org.jspecify.annotations.NullMarked;
