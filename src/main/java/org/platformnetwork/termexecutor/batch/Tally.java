package org.platformnetwork.termexecutor.batch;

/**
 * The votes for an archive, as they stood at one moment.
 *
 * @param votes of hotkeys that are validators now
 * @param required how many votes start the evaluation
 * @param totalValidators in the whitelist now
 */
public record Tally(int votes, int required, int totalValidators) {

    public boolean isReached() {
        return votes >= required;
    }
}
