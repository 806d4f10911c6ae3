package org.platformnetwork.termexecutor.whitelist;

import java.time.Instant;
import java.util.Set;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph;

/**
 * The validators that the chain named at one block.
 *
 * @param source the endpoint that answered
 * @param readAt when it answered
 */
record ValidatorSet(
        Set<Hotkey> validators, String source, long block, int specVersion, Instant readAt) {

    ValidatorSet {
        validators = Set.copyOf(validators);
    }

    static ValidatorSet of(Metagraph metagraph, WhitelistRule rule, Instant readAt) {
        return new ValidatorSet(
                rule.validators(metagraph.neurons()),
                metagraph.endpoint(),
                metagraph.blockNumber(),
                metagraph.specVersion(),
                readAt);
    }

    /** Whether this list, after {@code before}, is more likely an error than the truth. */
    boolean isSuspiciousAfter(ValidatorSet before) {
        long dropped =
                before.validators.stream().filter(hotkey -> !validators.contains(hotkey)).count();
        return !before.validators.isEmpty()
                && (validators.isEmpty() || 2 * dropped > before.validators.size());
    }
}
