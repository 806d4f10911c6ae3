@NullMarked
package org.platformnetwork.termexecutor.fleet.channel;

import org.jspecify.annotations.NullMarked;
