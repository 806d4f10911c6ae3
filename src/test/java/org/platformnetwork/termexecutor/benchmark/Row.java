package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One comparison: the same work by the service and by hand, in turn.
 *
 * @param isRate whether it is shown as how often a second, not as how long
 */
record Row(
        String what, String byHand, boolean isRate, List<Sample> service, List<Sample> reference) {

    /**
     * What one piece of work has cost.
     *
     * @param seconds between the beginnings of two, where several run side by side
     * @param cpuSeconds processor time of the service and its children; NaN when not measured
     */
    record Sample(double seconds, double cpuSeconds) {

        Sample dividedBy(int pieces) {
            return new Sample(seconds / pieces, cpuSeconds / pieces);
        }
    }

    /** A piece of work, or many. */
    @FunctionalInterface
    interface Work {
        Sample run() throws IOException, InterruptedException;
    }

    /** Measures both in turn. */
    static Row inTurn(
            int rounds, boolean isRate, String what, Work service, String byHand, Work reference)
            throws IOException, InterruptedException {
        var row = new Row(what, byHand, isRate, new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < rounds; round++) {
            row.reference.add(reference.run());
            row.service.add(service.run());
        }
        return row;
    }

    /** How many times as long the service takes, in the median. */
    double ratio() {
        return seconds(service) / seconds(reference);
    }

    double seconds() {
        return seconds(service);
    }

    double cpuSeconds() {
        return median(service, Sample::cpuSeconds);
    }

    String text() {
        var cpu = cpuSeconds();
        return "%-44s %12s %12s %8.2f %10s  %s"
                .formatted(
                        what,
                        shown(seconds(service)),
                        shown(seconds(reference)),
                        ratio(),
                        Double.isNaN(cpu) ? "" : "%.2f ms".formatted(cpu * 1000),
                        byHand);
    }

    private String shown(double seconds) {
        if (isRate) {
            return "%,.0f/s".formatted(1 / seconds);
        }
        return seconds < 1 ? "%.1f ms".formatted(seconds * 1000) : "%.2f s".formatted(seconds);
    }

    private static double seconds(List<Sample> samples) {
        return median(samples, Sample::seconds);
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
        var sorted = samples.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
