/**
 * Layers: the exact commit with its install commands run, cached for the next agent.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>On a {@code ReferenceLayer} an agent's patch leaves the reference's manifests alone ({@code
 *       ReferenceLayer.paths}).
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.layer;

import org.jspecify.annotations.NullMarked;
