/** POST /submit: from a signed upload to a vote, and from enough votes to a batch. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "auth",
            "batch",
            "consensus",
            "execution",
            "hotkey",
            "sandbox",
            "store",
            "task",
            "web",
            "whitelist"
        })
package org.platformnetwork.termexecutor.submission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
