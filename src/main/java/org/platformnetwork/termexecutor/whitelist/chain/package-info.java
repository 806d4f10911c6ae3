/** One consistent read of the subnet over JSON-RPC, at a finalized block; strict SCALE. */
@NullMarked
@NamedInterface("chain")
package org.platformnetwork.termexecutor.whitelist.chain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
