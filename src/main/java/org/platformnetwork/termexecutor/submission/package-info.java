/**
 * What validators sign: submissions, votes to cancel, and the socket by which the operator cancels.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>The body of {@code /submit} must not be read before {@code Authenticator} is done: no
 *       {@code @RequestParam} there, since the servlet's parameters read forms.
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "consensus",
            "execution",
            "hotkey",
            "pipeline",
            "sandbox",
            "store",
            "task",
            "web",
            "whitelist"
        })
package org.platformnetwork.termexecutor.submission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
