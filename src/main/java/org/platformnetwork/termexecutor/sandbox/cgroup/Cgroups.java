package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitStatus;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupLimits;
import org.platformnetwork.termexecutor.sandbox.cgroup.CgroupProbe.UsableHierarchy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * The kernel's cgroups as far as this service may use them, in version 1, 2 or both side by side.
 * All groups lie below one parent in each hierarchy, named after the workspace; whoever makes this
 * must have the workspace for itself, because what is found in such a parent is killed.
 */
public final class Cgroups implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Cgroups.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    private final List<UsableHierarchy> hierarchies;
    private final List<LimitStatus> bounds;

    /**
     * Removes what an earlier service left, wherever in the hierarchies it stood, and tries out
     * what can be used.
     *
     * @param workspace an existing directory that this service has locked
     */
    public Cgroups(Path workspace, ProcessRunner runner) throws IOException {
        this(workspace, runner, CgroupHierarchy.mounted());
    }

    Cgroups(Path workspace, ProcessRunner runner, List<CgroupHierarchy> mounted)
            throws IOException {
        String parent = parentName(workspace);
        mounted.forEach(hierarchy -> removeLeftovers(hierarchy, parent));
        var trial = new CgroupProbe(runner, workspace, parent);
        this.hierarchies =
                mounted.stream()
                        .map(trial::attempt)
                        .flatMap(Optional::stream)
                        // The time counted in the last one proves that all were entered.
                        .sorted(Comparator.comparing(UsableHierarchy::countsCpu))
                        .toList();
        this.bounds =
                Arrays.stream(LimitedResource.values())
                        .map(resource -> bound(resource, trial, mounted))
                        .toList();
        log.atDebug().addKeyValue("bounds", summary()).log("Cgroups were probed");
    }

    /** Which resources can be bound, one entry for each {@link LimitedResource}. */
    public List<LimitStatus> describe() {
        return bounds;
    }

    /**
     * Makes an empty group. What cannot be bound here stays unbound; a bound that worked at the
     * start and is refused now is an error.
     *
     * @param name letters, digits, {@code _} and {@code -}, unlike that of any open group
     */
    public Cgroup open(String name, CgroupLimits limits) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a valid cgroup name");
        }
        return Cgroup.create(name, limits, hierarchies);
    }

    /** Closes the groups that are still open. */
    @Override
    public void destroy() {
        CgroupRemoval.remove(hierarchies.reversed().stream().map(UsableHierarchy::parent).toList());
    }

    List<CgroupDirectory> parents() {
        return hierarchies.stream().map(UsableHierarchy::parent).toList();
    }

    private LimitStatus bound(
            LimitedResource resource, CgroupProbe trial, List<CgroupHierarchy> mounted) {
        String missing = mounted.isEmpty() ? "no cgroups are mounted" : "it has no controller";
        return hierarchies.stream()
                .filter(usable -> usable.bounds().contains(resource))
                .findFirst()
                .map(usable -> new LimitStatus(resource, true, usable.files("x").version()))
                .orElseGet(() ->
                        new LimitStatus(
                                resource, false, trial.refused().getOrDefault(resource, missing)));
    }

    private String summary() {
        return bounds.stream()
                .map(bound -> bound.resource().wireName() + ": " + bound.detail())
                .collect(Collectors.joining(", "));
    }

    /** The service may have stood elsewhere in the hierarchy when it left them. */
    private static void removeLeftovers(CgroupHierarchy hierarchy, String parent) {
        for (CgroupDirectory group : new CgroupDirectory(hierarchy.mountPoint()).tree()) {
            if (group.path().endsWith(parent) && !hierarchy.own().startsWith(group.path())) {
                log.atWarn().log("Removed cgroups that an earlier service left");
                CgroupRemoval.remove(List.of(group));
            }
        }
    }

    /** A path alone would be the same in two containers that share one view of the hierarchy. */
    static String parentName(Path workspace) throws IOException {
        Path real = workspace.toRealPath();
        Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
        byte[] hash = DigestUtils.sha256(real + " " + key);
        return "term-executor-" + HexFormat.of().formatHex(hash, 0, 8);
    }
}
