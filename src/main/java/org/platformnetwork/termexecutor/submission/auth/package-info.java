/** Who sent this request: the header checks before a body is read, and the nonces used up. */
@NullMarked
package org.platformnetwork.termexecutor.submission.auth;

import org.jspecify.annotations.NullMarked;
