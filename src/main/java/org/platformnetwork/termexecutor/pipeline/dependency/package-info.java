/**
 * TODO pipeline.dependency
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Manifests are hostile text: a pattern here runs in linear time ({@code DeclarationsTests}),
 *       and what cannot be read admits nothing.
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.dependency;

import org.jspecify.annotations.NullMarked;
