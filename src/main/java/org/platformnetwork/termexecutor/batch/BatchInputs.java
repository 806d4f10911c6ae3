package org.platformnetwork.termexecutor.batch;

import java.util.List;

/**
 * What a batch's verdicts follow from.
 *
 * @param agentHash SHA-256 in hex of the agent's code
 * @param isolation the level at which its commands are held
 * @param version the executor's
 */
public record BatchInputs(
        String agentHash, String isolation, String version, List<TaskInput> tasks) {

    public BatchInputs {
        tasks = List.copyOf(tasks);
    }
}
