package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.platformnetwork.termexecutor.sandbox.host.UidRange;
import org.platformnetwork.termexecutor.sandbox.host.UserCleanup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contains the commands of a sandbox by a user of their own: they can read nothing of the service's
 * or of other sandboxes, and everything that runs as that user is dead when a command has ended.
 * For a service that is root where no namespaces may be made.
 */
final class UidDriver implements IsolationDriver {

    private static final Logger log = LoggerFactory.getLogger(UidDriver.class);

    private final SandboxSettings settings;
    private final ProcessRunner runner;
    private final HostCommands host;
    private final UidPool users;
    private final DirectoryAccess directoryAccess;
    private final UserCleanup cleanup;
    private final Path base;
    private final @Nullable SystemCallFilter filter;
    private final String path = HostCommands.publicPath();

    /**
     * @param filter of the commands' system calls, null for none
     */
    UidDriver(
            SandboxSettings settings,
            ProcessRunner runner,
            UidPool users,
            Path base,
            @Nullable SystemCallFilter filter) {
        this.base = base;
        this.filter = filter;
        this.settings = settings;
        this.runner = runner;
        this.host = new HostCommands(runner);
        this.users = users;
        this.directoryAccess = new DirectoryAccess(base);
        this.cleanup = new UserCleanup(runner, base);
    }

    UidDriver unfiltered() {
        return new UidDriver(settings, runner, users, base, null);
    }

    @Override
    public boolean filtersCalls() {
        return filter != null;
    }

    @Override
    public Isolation isolation() {
        return Isolation.UID;
    }

    @Override
    public LayerLifetime layerLifetime() {
        return settings.installAsRoot() ? LayerLifetime.SERVICE : LayerLifetime.MACHINE;
    }

    @Override
    public List<Limitation> notes() {
        var common =
                Stream.of(
                        "Tasks do not find their working tree at /repo, but at a path of their"
                                + " own.",
                        "Tests run with a network; /tmp and the process list are shared by all.",
                        settings.installAsRoot()
                                ? "Install commands are root, and change the system for every task."
                                : "Install commands are not root: apt-get and the like fail.");
        var notes =
                common.map(note -> new Limitation(note, List.of()))
                        .collect(Collectors.toCollection(ArrayList::new));
        if (!settings.publicAddresses().isEmpty()) {
            notes.add(
                    new Limitation(
                            "Agents may reach the service's own API by PUBLIC_ADDRESSES.",
                            List.of()));
        }
        if (!users.haveNames()) {
            notes.add(
                    new Limitation(
                            "The users of tasks have no entries in /etc/passwd: programs do not"
                                    + " find their name and home there.",
                            List.of(Remedies.ENTRIES)));
        }
        if (!filtersCalls()) {
            notes.add(SystemCalls.UNFILTERED);
        }
        return notes;
    }

    @Override
    public void setUp(Sandbox.Layout layout) throws IOException {
        var layer = layout.layer();
        if (layout.role() == SandboxPhase.PREPARE) {
            if (settings.installAsRoot()) {
                return;
            }
            int user = users.acquire(List.of(layout.root(), layer.root()));
            closeAllOf(layer);
            host.changeOwner(layer.trees(), user);
            directoryAccess.open(layer.root());
            admit(user, layout);
            DirectoryAccess.admit(user, layer.root());
            UidRange.linkHome(user, layout.home());
            return;
        }
        int user = users.acquire(List.of(layout.root()));
        host.changeOwner(layout.copyTrees(host), user);
        if (!layout.hasOwnTree()) {
            host.changeOwner(layout.tree(), userOf(layout.repository()), user);
            DirectoryAccess.admit(user, layout.repository());
        }
        admit(user, layout);
        UidRange.linkHome(user, layout.home());
    }

    private void admit(int user, Sandbox.Layout layout) throws IOException {
        DirectoryAccess.admit(user, layout.input());
        directoryAccess.open(layout.root());
        DirectoryAccess.admit(user, layout.root());
    }

    /** Beside the task's trees, which keep the modes that they have. */
    private static void closeAllOf(Layer layer) throws IOException {
        try (Stream<Path> content = Files.list(layer.root())) {
            for (var place : (Iterable<Path>) content::iterator) {
                if (!layer.trees().contains(place)) {
                    DirectoryAccess.close(place);
                }
            }
        }
    }

    private int userOf(Path place) {
        var user = users.of(place);
        if (user == null) {
            throw new IllegalStateException("a sandbox without a user");
        }
        return user;
    }

    /** The user is given back with the files. */
    @Override
    public void tearDown(Sandbox.Layout layout) {
        var user = users.of(layout.root());
        if (user != null) {
            removeFiles(user);
        }
    }

    private void removeFiles(int user) {
        if (!cleanup.remove(user)) {
            users.quarantine(user);
            log.warn("Files of a task's user cannot be removed");
        }
    }

    @Override
    public ProcessResult run(
            Sandbox.Layout layout, SandboxCommand command, CommandLimits commandLimits) {
        var start =
                surroundings(layout)
                        .startIn(
                                layout.tree().resolve(command.directory()), command, commandLimits);
        var arguments = new ArrayList<>(commandLimits.enter());
        if (layout.role() == SandboxPhase.PREPARE && settings.installAsRoot()) {
            arguments.addAll(start);
            return run(layout, command, Confinement.searched(layout.root(), filter), arguments);
        }
        int user = userOf(layout.root());
        arguments.addAll(UserCleanup.become(user));
        arguments.addAll(start);
        try {
            var confinement = commandLimits.confinement(layout.root(), filter);
            return run(layout, command, confinement, arguments);
        } finally {
            if (!commandLimits.group().isEmpty()) {
                endProcesses(user);
            }
            if (layout.role() == SandboxPhase.VERIFY && !layout.hasOwnTree()) {
                // It stays open while the same change is judged elsewhere.
                removeFiles(user);
            }
        }
    }

    private ProcessResult run(
            Sandbox.Layout layout,
            SandboxCommand command,
            Confinement confinement,
            List<String> arguments) {
        return runner.run(
                new Command(
                        arguments,
                        layout.root(),
                        surroundings(layout).environment(command),
                        command.timeout(),
                        (int) settings.maxOutput().toBytes(),
                        confinement),
                command.listener());
    }

    private CommandEnvironment surroundings(Sandbox.Layout layout) {
        var user =
                layout.role() == SandboxPhase.PREPARE && settings.installAsRoot()
                        ? "root"
                        : UidRange.name(userOf(layout.root()));
        return new CommandEnvironment(layout.home(), layout.temporary(), user, path);
    }

    private void endProcesses(int user) {
        if (!cleanup.endProcesses(user)) {
            users.quarantine(user);
            throw new IllegalStateException("Processes of a task's user cannot be ended");
        }
    }

    /** What lies in the input stays the service's: code of one script must not change the next. */
    @Override
    public void chownToTask(Sandbox.Layout layout, Path tree) throws IOException {
        int user = userOf(layout.root());
        boolean input = tree.startsWith(layout.input());
        try (Stream<Path> paths = Files.walk(tree)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                Files.setAttribute(path, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
                if (!input) {
                    Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
                } else if (!Files.isSymbolicLink(path)) {
                    DirectoryAccess.letRead(path);
                }
            }
        }
    }

    @Override
    public void chownToService(Sandbox.Layout layout, Path tree) throws IOException {
        takeBack(userOf(layout.root()), tree);
    }

    /** It becomes root's; what was linked into it from elsewhere is no part of it. */
    private void takeBack(int user, Path tree) throws IOException {
        host.removeForeign(tree, user);
        host.changeOwner(List.of(tree), 0);
    }

    @Override
    public void freeze(Layer layer) throws IOException {
        var user = users.of(layer.root());
        if (user != null) {
            for (var tree : layer.trees()) {
                takeBack(user, tree);
            }
        }
        DirectoryAccess.close(layer.root());
        users.release(layer.root());
    }

    @Override
    public void close() {
        try {
            users.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
