package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.LevelReport.Unavailable;
import org.platformnetwork.termexecutor.sandbox.Obstacle;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.SandboxUnavailableException;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.host.Leftovers;
import org.platformnetwork.termexecutor.sandbox.host.UserRange;
import org.platformnetwork.termexecutor.sandbox.isolation.Machine.Trait;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the levels that this machine allows, by really using them. */
public final class Levels {

    private static final Logger log = LoggerFactory.getLogger(Levels.class);

    private final SandboxSettings settings;
    private final ProcessRunner runner;
    private final Workspaces workspaces;
    private final HostCommands host;
    private final LevelTrial trial;
    private final Machine machine;

    public Levels(
            SandboxSettings settings,
            ProcessRunner runner,
            Workspaces workspaces,
            Machine machine) {
        this.settings = settings;
        this.runner = runner;
        this.workspaces = workspaces;
        this.host = new HostCommands(runner);
        this.trial = new LevelTrial(workspaces);
        this.machine = machine;
    }

    /** What became of trying a level. */
    public sealed interface Attempt {}

    public record Works(Level level) implements Attempt {}

    public record Fails(Unavailable report) implements Attempt {}

    /**
     * The level to use.
     *
     * @param denied why no stronger one is used
     */
    public record Choice(Level level, List<Obstacle> denied) {

        /** All that the machine denies. */
        public List<Obstacle> notes() {
            var notes = new ArrayList<>(denied);
            notes.addAll(level.notes());
            return List.copyOf(notes);
        }
    }

    /** The levels that the setting allows, the strongest first. */
    public static List<Isolation> asked(SandboxSettings settings) {
        return settings.isolation().equals("auto")
                ? List.of(Isolation.values())
                : List.of(Isolation.valueOf(settings.isolation().toUpperCase(Locale.ROOT)));
    }

    /**
     * The strongest that the setting allows.
     *
     * @throws SandboxUnavailableException when none of them works here
     */
    public Choice choose() throws IOException {
        var denied = new ArrayList<Obstacle>();
        for (var isolation : asked(settings)) {
            switch (attempt(isolation)) {
                case Works(var level) -> {
                    return chosen(new Choice(level, List.copyOf(denied)));
                }
                case Fails(var report) -> denied.add(report.denial());
            }
        }
        throw new SandboxUnavailableException(
                denied.stream().map(Obstacle::sentence).collect(Collectors.joining(" ")));
    }

    private static Choice chosen(Choice choice) {
        log.atInfo()
                .addKeyValue("isolation", choice.level().isolation().wireName())
                .log("Isolation of tasks chosen");
        choice.notes().stream()
                .map(Obstacle::sentence)
                .forEach(note -> log.atWarn().addKeyValue("note", note).log("Isolation"));
        return choice;
    }

    /** Tries one; a level that works holds parts of the machine until it is closed. */
    public Attempt attempt(Isolation isolation) throws IOException {
        return switch (isolation) {
            case NAMESPACES -> namespaces();
            case UID -> users();
            case PROCESS -> process();
        };
    }

    /** What an agent's command prints at a level; empty when it does not end well. */
    public String output(Level level, String script) throws IOException {
        return trial.output(level, script);
    }

    private Attempt namespaces() throws IOException {
        var diagnosis = new NamespaceDiagnosis(machine, host);
        var least = Abilities.least(machine.is(Trait.ROOT));
        NamespaceLevel level;
        try {
            level = new NamespaceLevel(settings, runner, least, workspaces.isolation());
        } catch (IOException e) {
            return new Fails(diagnosis.refusal(String.valueOf(e.getMessage())));
        }
        var whole = least;
        for (var step : Abilities.steps()) {
            whole = step.apply(whole);
        }
        if (works(level.with(whole))) {
            level = level.with(whole);
        } else {
            var failure = trial.attempt(level, false);
            if (failure != null) {
                return new Fails(diagnosis.refusal(failure));
            }
            for (var step : Abilities.steps()) {
                level = improved(level, step);
            }
        }
        level = improved(level, Abilities::withOutside);
        return new Works(level.noted(diagnosis.notes(level.abilities())));
    }

    private NamespaceLevel improved(NamespaceLevel level, UnaryOperator<Abilities> step)
            throws IOException {
        var better = level.with(step.apply(level.abilities()));
        return works(better) ? better : level;
    }

    private boolean works(NamespaceLevel level) throws IOException {
        return trial.attempt(level, level.abilities().outside()) == null;
    }

    private Attempt users() throws IOException {
        var mends = new Mends(machine);
        if (!machine.is(Trait.ROOT)) {
            return noUsers("the service is not root", mends.users(), "");
        }
        if (host.run(List.of("setpriv", "--version")) instanceof Outcome.NotStarted) {
            return noUsers("setpriv cannot be found", List.of(Mends.install("util-linux")), "");
        }
        UserRange range;
        try {
            range = UserRange.ofThisMachine();
        } catch (IOException e) {
            return noUsers(
                    "the users of sandboxes cannot be locked in /run",
                    mends.locks(),
                    String.valueOf(e.getMessage()));
        }
        var base = workspaces.base();
        var users = new TaskUsers(range, Leftovers.users(base));
        workspaces.whenRemoved(users::free);
        var level = new UidLevel(settings, runner, users, base, SystemCalls.filter());
        var failure = trial.attempt(level, false);
        if (failure != null && level.filtersCalls()) {
            level = level.unfiltered();
            failure = trial.attempt(level, false);
        }
        if (failure == null) {
            return new Works(level);
        }
        level.close();
        return noUsers(
                "no sandbox can have a user of its own (64001 to 64999)", mends.users(), failure);
    }

    private static Fails noUsers(String why, List<String> mends, String said) {
        return new Fails(new Unavailable(Isolation.UID, new Obstacle(why, mends), said));
    }

    private Attempt process() throws IOException {
        var level = new ProcessLevel(settings, runner, SystemCalls.filter());
        var failure = trial.attempt(level, false);
        if (failure != null && level.filtersCalls()) {
            level = level.unfiltered();
            failure = trial.attempt(level, false);
        }
        return failure == null
                ? new Works(level)
                : new Fails(
                        new Unavailable(
                                Isolation.PROCESS,
                                new Obstacle(
                                        "commands cannot be run",
                                        List.of(Mends.install("coreutils findutils"))),
                                failure));
    }
}
