package org.platformnetwork.termexecutor.whitelist;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMin;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.whitelist.WhitelistRule.StakeMeasure;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Who may submit, and how often the chain is asked.
 *
 * @param trustedValidators SS58 addresses that may always submit, whatever the chain says
 * @param stakeMeasure which of the chain's three stakes counts
 * @param minStake the least stake, in TAO or, with {@code alpha}, in the subnet's own token
 * @param refreshInterval from one reading of the chain to the next
 * @param dataDir where the last good list is kept
 */
@Validated
@ConfigurationProperties("whitelist")
public record WhitelistSettings(
        List<String> trustedValidators,
        @Pattern(regexp = "alpha|tao|total", message = "alpha, tao or total") String stakeMeasure,
        @DecimalMin("0")
                @DecimalMax("9000000000")
                @Digits(integer = 10, fraction = 9, message = "a number with at most 9 decimals")
                BigDecimal minStake,
        @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration refreshInterval,
        Path dataDir) {

    /**
     * @throws IllegalArgumentException naming the position of an address that is invalid; never the
     *     address itself
     */
    public WhitelistSettings {
        trustedValidators = List.copyOf(trustedValidators);
        dataDir = dataDir.toAbsolutePath().normalize();
        for (int i = 0; i < trustedValidators.size(); i++) {
            var address = trustedValidators.get(i);
            if (address.isBlank()
                    || address.length() > Hotkey.MAX_LENGTH
                    || new Hotkey(address).publicKey().isEmpty()) {
                throw new IllegalArgumentException(
                        "trusted-validators: comma-separated SS58 addresses with prefix 42 (entry %d is invalid)"
                                .formatted(i + 1));
            }
        }
    }

    Set<Hotkey> trusted() {
        return trustedValidators.stream().map(Hotkey::new).collect(Collectors.toUnmodifiableSet());
    }

    WhitelistRule rule() {
        return new WhitelistRule(
                StakeMeasure.valueOf(stakeMeasure.toUpperCase(Locale.ROOT)),
                minStake.movePointRight(WhitelistRule.DECIMALS).longValueExact());
    }
}
