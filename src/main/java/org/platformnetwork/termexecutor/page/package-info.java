/**
 * The page at {@code /}, the API's description and the headers that guard them.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Foreign text reaches the page through {@code dom.js} and {@code printable.js} only. The
 *       page's policy blocks inline styles and scripts: classes, or the style object. Screenshots
 *       of its tests are in {@code target/screenshots}, and those in {@code docs} are copies of
 *       them; Playwright for Java does not understand {@code Pattern.quote}.
 *   <li>{@code OpenApiIntegrationTests} fails on what is not described, and on what is described
 *       and never seen ({@code NOT_HAD}). Clients are generated from the description: no {@code
 *       enum} of fractions, no {@code allOf} of one part beside {@code properties} (the generator
 *       drops the latter).
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"web"})
package org.platformnetwork.termexecutor.page;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
