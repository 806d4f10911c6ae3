package org.platformnetwork.termexecutor.pipeline.patch;

/**
 * A file of the agent's change that decides apart from the product.
 *
 * @param runs whether it says how tests are run; else it is one of the tests, with their fixtures
 *     and snapshots
 */
public record HarnessChange(ChangedFile file, boolean runs) {

    public String path() {
        return file.path();
    }
}
