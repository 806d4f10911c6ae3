package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.IsolationReport.Unavailable;
import org.platformnetwork.termexecutor.sandbox.Limitation;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.host.OrphanReaper;
import org.platformnetwork.termexecutor.sandbox.host.UidRange;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts.HostTrait;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the levels that this machine allows, by really using them. */
public final class IsolationSelector {

    private static final Logger log = LoggerFactory.getLogger(IsolationSelector.class);

    private final SandboxSettings settings;
    private final ProcessRunner runner;
    private final Workspaces workspaces;
    private final HostCommands host;
    private final IsolationProbe trial;
    private final HostFacts hostFacts;

    public IsolationSelector(
            SandboxSettings settings,
            ProcessRunner runner,
            Workspaces workspaces,
            HostFacts hostFacts) {
        this.settings = settings;
        this.runner = runner;
        this.workspaces = workspaces;
        this.host = new HostCommands(runner);
        this.trial = new IsolationProbe(workspaces);
        this.hostFacts = hostFacts;
    }

    /** What became of trying a level. */
    public sealed interface Attempt {}

    public record Works(IsolationDriver level) implements Attempt {}

    public record Fails(Unavailable report) implements Attempt {}

    /**
     * The level to use.
     *
     * @param denied why no stronger one is used
     */
    public record Choice(IsolationDriver level, List<Limitation> denied) {

        /** All that the machine denies. */
        public List<Limitation> notes() {
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
     * @throws StartupException when none of them works here
     */
    public Choice choose() throws IOException {
        var denied = new ArrayList<Limitation>();
        for (var isolation : asked(settings)) {
            switch (attempt(isolation)) {
                case Works(var driver) -> {
                    requireClosedHosts(driver);
                    return chosen(new Choice(driver, List.copyOf(denied)));
                }
                case Fails(var report) -> denied.add(report.denial());
            }
        }
        throw new StartupException(
                denied.stream().map(Limitation::sentence).collect(Collectors.joining(" ")));
    }

    /**
     * A task that reached them could end other tasks, or judge them. Level {@code process}, asked
     * for by its name, protects from nothing, and says so.
     */
    private void requireClosedHosts(IsolationDriver driver) {
        boolean isTrial = settings.isolation().equals(Isolation.PROCESS.wireName());
        if (!settings.closedHosts().isEmpty() && !driver.closesHosts() && !isTrial) {
            driver.close();
            throw new StartupException(
                    "Tasks on this worker would reach its coordinator and Temporal: a worker needs"
                            + " level namespaces, with slirp4netns, nftables and /dev/net/tun (see"
                            + " term-executor doctor).");
        }
    }

    private static Choice chosen(Choice choice) {
        log.atDebug()
                .addKeyValue("isolation", choice.level().isolation().wireName())
                .log("Isolation level chosen");
        choice.notes().stream()
                .map(Limitation::sentence)
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
    public String output(IsolationDriver driver, String script) throws IOException {
        return trial.output(driver, script);
    }

    private Attempt namespaces() throws IOException {
        var diagnosis = new NamespaceDiagnosis(hostFacts, host);
        var least = NamespaceFeatures.least(hostFacts.is(HostTrait.ROOT));
        NamespaceDriver level;
        try {
            level = new NamespaceDriver(settings, runner, least, workspaces.isolation());
        } catch (IOException e) {
            return new Fails(diagnosis.refusal(String.valueOf(e.getMessage())));
        }
        var whole = least;
        for (var step : NamespaceFeatures.steps()) {
            whole = step.apply(whole);
        }
        if (works(level.with(whole))) {
            level = level.with(whole);
        } else {
            var failure = trial.attempt(level, false);
            if (failure != null) {
                return new Fails(diagnosis.refusal(failure));
            }
            for (var step : NamespaceFeatures.steps()) {
                level = improved(level, step);
            }
        }
        level = improved(level, NamespaceFeatures::withOutside);
        return new Works(level.noted(diagnosis.notes(level.abilities())));
    }

    private NamespaceDriver improved(NamespaceDriver level, UnaryOperator<NamespaceFeatures> step)
            throws IOException {
        var better = level.with(step.apply(level.abilities()));
        return works(better) ? better : level;
    }

    private boolean works(NamespaceDriver level) throws IOException {
        return trial.attempt(level, level.abilities().outside()) == null;
    }

    private Attempt users() throws IOException {
        var remedies = new Remedies(hostFacts);
        if (!hostFacts.is(HostTrait.ROOT)) {
            return noUsers("the service is not root", remedies.users(), "");
        }
        if (host.run(List.of("setpriv", "--version")) instanceof ProcessResult.NotStarted) {
            return noUsers("setpriv cannot be found", List.of(Remedies.install("util-linux")), "");
        }
        UidRange range;
        try {
            range = UidRange.ofThisMachine();
        } catch (IOException e) {
            return noUsers(
                    "the users of sandboxes cannot be locked in /run",
                    remedies.locks(),
                    String.valueOf(e.getMessage()));
        }
        var base = workspaces.base();
        var users = new UidPool(range, OrphanReaper.users(base));
        workspaces.whenRemoved(users::release);
        var level = new UidDriver(settings, runner, users, base, SystemCalls.filter());
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
                "no sandbox can have a user of its own (64001 to 64999)",
                remedies.users(),
                failure);
    }

    private static Fails noUsers(String why, List<String> remedies, String said) {
        return new Fails(new Unavailable(Isolation.UID, new Limitation(why, remedies), said));
    }

    private Attempt process() throws IOException {
        var level = new ProcessDriver(settings, runner, SystemCalls.filter());
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
                                new Limitation(
                                        "commands cannot be run",
                                        List.of(Remedies.install("coreutils findutils"))),
                                failure));
    }
}
