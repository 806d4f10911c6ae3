package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitReport;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitStatus;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroups;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait;
import org.platformnetwork.termexecutor.sandbox.isolation.IsolationSelector;
import org.platformnetwork.termexecutor.sandbox.isolation.IsolationSelector.Fails;
import org.platformnetwork.termexecutor.sandbox.isolation.IsolationSelector.Works;
import org.platformnetwork.termexecutor.sandbox.isolation.Remedies;
import org.springframework.beans.factory.DisposableBean;

/**
 * Tries what the start of the service tries, and all of it, in a workspace of its own below {@code
 * WORKSPACE_BASE}: locks, marks, cgroups and users are told apart by the workspace, so that a
 * service at work there notices nothing.
 */
public final class SandboxCheck implements DisposableBean {

    private final SandboxSettings settings;
    private final LimitSettings limits;
    private final ProcessRunner runner;
    private final HostCommands host;
    private final HostFacts hostFacts;
    private final ReentrantLock working = new ReentrantLock();
    private volatile @Nullable Thread worker;
    private final List<IsolationReport> levels = new ArrayList<>();
    private final List<LimitStatus> bounds = new ArrayList<>();
    private @Nullable ScratchWorkspace borrowed;
    private @Nullable Limitation noWorkspace;
    private @Nullable Isolation chosen;
    private String programs = "";

    SandboxCheck(SandboxSettings settings, LimitSettings limits, ProcessRunner runner) {
        this.settings = settings;
        this.limits = limits;
        this.runner = runner;
        this.host = new HostCommands(runner);
        this.hostFacts = HostFacts.here();
    }

    /**
     * Tries everything; takes seconds.
     *
     * @param script for sh(1), run as an agent at the level that the service would use
     */
    public void run(String script) throws IOException, InterruptedException {
        working.lock();
        worker = Thread.currentThread();
        try {
            ScratchWorkspace base;
            try {
                base = ScratchWorkspace.open(settings, runner, hostFacts.is(HostTrait.ROOT));
            } catch (IOException | StartupException e) {
                throwIfInterrupted();
                noWorkspace =
                        new Limitation(
                                "cannot be created, or not be written in",
                                new Remedies(hostFacts).workspace());
                return;
            }
            borrowed = base;
            var groups = new Cgroups(base.workspaces().base(), runner);
            groups.destroy();
            bounds.addAll(groups.describe());
            tryLevels(base, script);
            throwIfInterrupted();
        } finally {
            worker = null;
            working.unlock();
        }
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void tryLevels(ScratchWorkspace base, String script) throws IOException {
        var all = new IsolationSelector(base.settings(), runner, base.workspaces(), hostFacts);
        var asked = IsolationSelector.asked(settings);
        for (var isolation : Isolation.values()) {
            switch (all.attempt(isolation)) {
                case Works(var driver) -> {
                    levels.add(
                            new IsolationReport.Available(
                                    isolation, driver.filtersCalls(), driver.notes()));
                    try {
                        if (chosen == null && asked.contains(isolation)) {
                            chosen = isolation;
                            programs = all.output(driver, script);
                        }
                    } finally {
                        driver.close();
                    }
                }
                case Fails(var report) -> levels.add(report);
            }
        }
    }

    /** {@code ISOLATION} as it is set. */
    public String asked() {
        return settings.isolation();
    }

    /** {@code WORKSPACE_BASE} as it is set, made absolute. */
    public Path workspaceBase() {
        return settings.workspaceBase();
    }

    /** Who the service would be, where, in a few words. */
    public String surroundings() {
        return (hostFacts.is(HostTrait.ROOT) ? "root" : "no root")
                + (hostFacts.is(HostTrait.CONTAINER) ? ", in a container" : "");
    }

    /** Why {@code WORKSPACE_BASE} cannot be used, and nothing else was tried. */
    public @Nullable Limitation noWorkspace() {
        return noWorkspace;
    }

    /** Bytes that may still be written below {@code WORKSPACE_BASE}. */
    public long freeBytes() throws IOException {
        var base = borrowed;
        return base == null ? 0 : Files.getFileStore(base.workspaces().base()).getUsableSpace();
    }

    /** Whether what tasks write takes the room of what the service keeps. */
    public boolean sharesFileSystem() throws IOException {
        var base = borrowed;
        var kept = settings.dataDir();
        while (!Files.exists(kept) && kept.getParent() != null) {
            kept = kept.getParent();
        }
        return base != null
                && Files.getFileStore(base.workspaces().base()).equals(Files.getFileStore(kept));
    }

    /** What one sandbox may take of that; 0 for any amount. */
    public long diskLimit() {
        return limits.disk().toBytes();
    }

    /** One for each level, the strongest first. */
    public List<IsolationReport> levels() {
        return List.copyOf(levels);
    }

    /** The level that the service would use, null when it would not start. */
    public @Nullable Isolation chosen() {
        return chosen;
    }

    /** What the script printed; empty when it did not end well. */
    public String programs() {
        return programs;
    }

    /** One for each resource. */
    public List<LimitReport> limits() {
        var reports = new LimitReports(limits, chosen, hostFacts);
        return bounds.stream().map(reports::of).toList();
    }

    /** What programs of the service's own PATH say about their version, null for a missing one. */
    public @Nullable String version(String program) {
        return switch (host.run(List.of(program, "--version"))) {
            case ProcessResult.NotStarted _ -> null;
            case ProcessResult.Exited(_, var output, _) ->
                    output.text().lines().findFirst().map(String::strip).orElse("");
            default -> "";
        };
    }

    /** Also ends an examination on another thread, and cleans up behind it. */
    @Override
    public void destroy() throws IOException {
        var busy = worker;
        if (busy != null) {
            busy.interrupt();
        }
        working.lock();
        try {
            var base = borrowed;
            borrowed = null;
            if (base != null) {
                base.close();
            }
        } finally {
            working.unlock();
        }
    }
}
