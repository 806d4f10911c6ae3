package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Confinement;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.SystemCallFilter;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Layer.LayerLifetime;
import org.platformnetwork.termexecutor.sandbox.Limitation;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;

/**
 * Contains commands by nothing but their process group: they run as the service's user and see what
 * it sees. For trusted agents and for machines that allow no more.
 */
final class ProcessDriver implements IsolationDriver {

    private final SandboxSettings settings;
    private final ProcessRunner runner;
    private final HostCommands host;
    private final @Nullable SystemCallFilter filter;

    /**
     * @param filter of the commands' system calls, null for none
     */
    ProcessDriver(
            SandboxSettings settings, ProcessRunner runner, @Nullable SystemCallFilter filter) {
        this.filter = filter;
        this.settings = settings;
        this.runner = runner;
        this.host = new HostCommands(runner);
    }

    ProcessDriver unfiltered() {
        return new ProcessDriver(settings, runner, null);
    }

    @Override
    public boolean filtersCalls() {
        return filter != null;
    }

    @Override
    public Isolation isolation() {
        return Isolation.PROCESS;
    }

    @Override
    public LayerLifetime layerLifetime() {
        return LayerLifetime.TASK;
    }

    @Override
    public List<Limitation> notes() {
        var notes = new ArrayList<Limitation>();
        if (!filtersCalls()) {
            notes.add(SystemCalls.UNFILTERED);
        }
        notes.add(
                new Limitation(
                        "Tasks do not find their working tree at /repo, but at a path of their"
                                + " own.",
                        List.of()));
        notes.add(
                new Limitation(
                        "Tests run with a network, and agents can read what the service can read.",
                        List.of()));
        notes.add(
                new Limitation(
                        "Agents reach the service's own API, and what it shows of other tasks.",
                        List.of()));
        return notes;
    }

    @Override
    public void setUp(Sandbox.Layout layout) throws IOException {
        if (layout.role() != SandboxPhase.PREPARE) {
            layout.copyTrees(host);
        }
    }

    @Override
    public ProcessResult run(
            Sandbox.Layout layout, SandboxCommand command, CommandLimits commandLimits) {
        var commandEnvironment =
                new CommandEnvironment(
                        layout.home(),
                        layout.temporary(),
                        String.valueOf(System.getProperty("user.name")),
                        HostCommands.PATH);
        var arguments = new ArrayList<>(commandLimits.enter());
        arguments.addAll(
                commandEnvironment.startIn(
                        layout.tree().resolve(command.directory()), command, commandLimits));
        return runner.run(
                new Command(
                        arguments,
                        layout.root(),
                        commandEnvironment.environment(command),
                        command.timeout(),
                        (int) settings.maxOutput().toBytes(),
                        // It has the service's rights over control groups.
                        Confinement.searched(layout.root(), filter)),
                command.listener());
    }

    @Override
    public void chownToTask(Sandbox.Layout layout, Path path) {
        // One user owns everything.
    }

    @Override
    public void freeze(Layer layer) {
        // One user owns everything.
    }
}
