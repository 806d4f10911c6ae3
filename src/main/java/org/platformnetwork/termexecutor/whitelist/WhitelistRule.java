package org.platformnetwork.termexecutor.whitelist;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.hotkey.Ss58;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;

/**
 * Which neurons are validators. Stakes are compared in whole rao: in doubles, 9,999.999999999 and
 * 10,000 come too close to each other for money to depend on it.
 *
 * @param minimum in rao; a stake of exactly this much is enough
 */
record WhitelistRule(StakeMeasure measure, long minimum) {

    /** Of a token's smallest unit, the rao. */
    static final int DECIMALS = 9;

    Set<Hotkey> validators(List<Neuron> neurons) {
        return neurons.stream()
                .filter(neuron -> refusal(neuron).isEmpty())
                .map(WhitelistRule::hotkey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why a neuron is no validator, or empty when it is one. */
    Optional<String> refusal(Neuron neuron) {
        if (neuron.hotkey().isAllZero()) {
            return Optional.of("the all-zero key");
        }
        if (!neuron.permit()) {
            return Optional.of("no validator permit");
        }
        if (!neuron.active()) {
            return Optional.of("not active");
        }
        return measure.of(neuron) < minimum
                ? Optional.of(measure.settingName() + " stake too small")
                : Optional.empty();
    }

    static Hotkey hotkey(Neuron neuron) {
        return new Hotkey(Ss58.encode(neuron.hotkey()));
    }

    /** Which stake of a neuron counts. */
    enum StakeMeasure {
        ALPHA,
        TAO,
        TOTAL;

        /** In rao. */
        long of(Neuron neuron) {
            return switch (this) {
                case ALPHA -> neuron.alphaStake();
                case TAO -> neuron.taoStake();
                case TOTAL -> neuron.totalStake();
            };
        }

        /** The name that the setting and the cache file have for it. */
        String settingName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
