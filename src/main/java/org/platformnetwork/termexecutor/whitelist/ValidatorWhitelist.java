package org.platformnetwork.termexecutor.whitelist;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.springframework.stereotype.Component;

/** The validators that may submit, as one immutable set; reading it takes no lock. */
@Component
public final class ValidatorWhitelist {

    private final Set<Hotkey> validators;
    private final Instant refreshedAt;

    ValidatorWhitelist(WhitelistSettings settings, InstantSource clock) {
        this.validators =
                settings.trustedValidators().stream()
                        .map(Hotkey::new)
                        .collect(Collectors.toUnmodifiableSet());
        this.refreshedAt = clock.instant();
    }

    /** The set as it is now; it does not change in the caller's hands. */
    public Set<Hotkey> validators() {
        return validators;
    }

    /** When the set was last taken from its source. */
    public Instant refreshedAt() {
        return refreshedAt;
    }
}
