/** This machine: its facts, its users, its mounts, and the removal of what tasks left on it. */
@NullMarked
package org.platformnetwork.termexecutor.sandbox.host;

import org.jspecify.annotations.NullMarked;
