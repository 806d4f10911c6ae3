/**
 * The contract's error body, and what every HTTP answer shares.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Answers ignore {@code Accept}: a converter that could refuse one (YAML, XML) must not come
 *       onto the classpath unnoticed.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"sandbox", "store"})
package org.platformnetwork.termexecutor.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
