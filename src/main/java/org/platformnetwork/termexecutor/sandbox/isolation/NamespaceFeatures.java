package org.platformnetwork.termexecutor.sandbox.isolation;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.sandbox.Layer;

/**
 * What this machine lets level {@code namespaces} do.
 *
 * @param root whether the service is root, and so may mount over the system's directories and give
 *     files to another user
 * @param overlays what is stacked of {@link #TREES} and {@link Layer#SYSTEM}; other trees are
 *     copied, and other directories of the system read-only
 * @param ownProc whether a process namespace may have a {@code /proc} of its own
 * @param filtered whether commands get the filter of {@link SystemCalls}
 * @param outside whether a command can reach {@link NetworkAccess#OUTSIDE}
 */
record NamespaceFeatures(
        boolean root, Set<String> overlays, boolean ownProc, boolean filtered, boolean outside) {

    /** A layer's own, which are stacked together or not at all. */
    static final List<String> TREES = List.of("repo", "home", Layer.ROOTFS);

    NamespaceFeatures {
        overlays = Set.copyOf(overlays);
    }

    static NamespaceFeatures least(boolean root) {
        return new NamespaceFeatures(root, Set.of(), false, false, false);
    }

    /**
     * What a level can have beyond the least, one by one; {@link #withOutside} left out. The
     * system's directories are apart, since in a user namespace nothing can be stacked on one that
     * has something of another's mounted below it, as {@code /etc} of containers.
     */
    static List<UnaryOperator<NamespaceFeatures>> steps() {
        return Stream.concat(
                        Stream.<UnaryOperator<NamespaceFeatures>>of(
                                NamespaceFeatures::withFilter,
                                NamespaceFeatures::withOwnProc,
                                namespaceFeatures -> namespaceFeatures.with(TREES)),
                        Layer.SYSTEM.stream()
                                .map(name ->
                                        namespaceFeatures -> namespaceFeatures.with(List.of(name))))
                .toList();
    }

    boolean stacksTrees() {
        return overlays.containsAll(TREES);
    }

    /** What of {@link Layer#SYSTEM} commands cannot change, as paths. */
    List<String> readOnly() {
        return Layer.SYSTEM.stream()
                .filter(name -> !overlays.contains(name))
                .map("/"::concat)
                .toList();
    }

    NamespaceFeatures withOutside() {
        return new NamespaceFeatures(root, overlays, ownProc, filtered, true);
    }

    private NamespaceFeatures withOwnProc() {
        return new NamespaceFeatures(root, overlays, true, filtered, outside);
    }

    private NamespaceFeatures withFilter() {
        return new NamespaceFeatures(root, overlays, ownProc, true, outside);
    }

    private NamespaceFeatures with(List<String> more) {
        var all =
                Stream.concat(overlays.stream(), more.stream())
                        .collect(Collectors.toUnmodifiableSet());
        return new NamespaceFeatures(root, all, ownProc, filtered, outside);
    }
}
