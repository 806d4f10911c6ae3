/** What tests of several packages share. */
@NullMarked
package org.platformnetwork.termexecutor.testing;

import org.jspecify.annotations.NullMarked;
