package org.platformnetwork.termexecutor.fleet;

/**
 * How a worker is known to operators of Temporal, and named by results.
 *
 * @param version of the service
 */
record WorkerName(String name, String version) {

    @Override
    public String toString() {
        return name + "/" + version;
    }
}
