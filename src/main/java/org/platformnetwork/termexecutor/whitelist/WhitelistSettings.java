package org.platformnetwork.termexecutor.whitelist;

import java.util.List;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may submit besides the validators of the chain.
 *
 * @param trustedValidators SS58 addresses that may always submit
 */
@ConfigurationProperties("whitelist")
record WhitelistSettings(List<String> trustedValidators) {

    /**
     * @throws IllegalArgumentException naming the position of an address that is none; never the
     *     address itself
     */
    WhitelistSettings {
        trustedValidators = List.copyOf(trustedValidators);
        for (int i = 0; i < trustedValidators.size(); i++) {
            var address = trustedValidators.get(i);
            if (address.isBlank()
                    || address.length() > Hotkey.MAX_LENGTH
                    || new Hotkey(address).publicKey().isEmpty()) {
                throw new IllegalArgumentException(
                        "trusted-validators: comma-separated SS58 addresses with prefix 42 (entry %d is none)"
                                .formatted(i + 1));
            }
        }
    }
}
