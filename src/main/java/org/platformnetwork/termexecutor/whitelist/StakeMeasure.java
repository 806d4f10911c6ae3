package org.platformnetwork.termexecutor.whitelist;

import java.util.Locale;
import org.platformnetwork.termexecutor.whitelist.chain.Neuron;

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
