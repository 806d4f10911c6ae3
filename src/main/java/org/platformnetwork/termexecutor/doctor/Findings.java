package org.platformnetwork.termexecutor.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;
import org.platformnetwork.termexecutor.doctor.Report.Section;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.IsolationReport;
import org.platformnetwork.termexecutor.sandbox.IsolationReport.Available;
import org.platformnetwork.termexecutor.sandbox.IsolationReport.Unavailable;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitReport;
import org.platformnetwork.termexecutor.sandbox.SandboxCheck;
import org.platformnetwork.termexecutor.settings.Misspelling;

/** Puts into lines what an examination found, and says what is an error. */
final class Findings {

    static final Finding SHARED =
            new Finding(
                    Grade.WARNING,
                    "DATA_DIR",
                    "on the file system of WORKSPACE_BASE: tasks that fill it leave no room for"
                            + " votes and verdicts",
                    List.of("put one of them on a file system of its own"));

    private Findings() {}

    /**
     * @param fleet what was found of a worker's fleet; empty where the service is none
     */
    static Report report(
            SandboxCheck sandboxCheck, List<Misspelling> misspellings, List<Finding> fleet)
            throws IOException {
        var sections = new ArrayList<Section>();
        if (!misspellings.isEmpty()) {
            sections.add(
                    new Section(
                            "Settings", misspellings.stream().map(Findings::misspelt).toList()));
        }
        var workspace = new ArrayList<>(List.of(workspace(sandboxCheck)));
        if (sandboxCheck.sharesFileSystem()) {
            workspace.add(SHARED);
        }
        sections.add(new Section("Workspace", workspace));
        if (sandboxCheck.noWorkspace() == null) {
            sections.add(new Section("Isolation", isolation(sandboxCheck)));
            sections.add(
                    new Section(
                            "Limits of a task",
                            sandboxCheck.limits().stream().map(Findings::limit).toList()));
        }
        if (!fleet.isEmpty()) {
            sections.add(new Section("Fleet", fleet));
        }
        sections.add(
                new Section("Programs of the service", Programs.ofService(sandboxCheck::version)));
        var chosen = sandboxCheck.chosen();
        if (chosen != null) {
            sections.add(
                    new Section(
                            "Programs of tasks, at level " + chosen.wireName(),
                            Programs.ofTasks(sandboxCheck.programs())));
        }
        return new Report("term-executor doctor (" + sandboxCheck.surroundings() + ")", sections);
    }

    private static Finding misspelt(Misspelling found) {
        return new Finding(
                Grade.WARNING,
                found.name(),
                "is no setting and has no effect",
                List.of("set " + found.meant()));
    }

    private static Finding workspace(SandboxCheck sandboxCheck) throws IOException {
        var place = sandboxCheck.workspaceBase() + " ";
        var limitation = sandboxCheck.noWorkspace();
        if (limitation != null) {
            return new Finding(
                    Grade.ERROR,
                    "WORKSPACE_BASE",
                    place + limitation.description() + "; isolation and limits were not probed",
                    limitation.remedies());
        }
        return space(place, sandboxCheck.freeBytes(), sandboxCheck.diskLimit());
    }

    static Finding space(String place, long free, long limit) {
        var text = place + "can be written in, %.1f GB free".formatted(free / 1e9);
        return free >= Math.max(limit, 1)
                ? Finding.ok("WORKSPACE_BASE", text)
                : new Finding(
                        Grade.WARNING,
                        "WORKSPACE_BASE",
                        text + ", less than one task may take",
                        List.of("make room there, or set TASK_DISK_BYTES or WORKSPACE_BASE"));
    }

    private static List<Finding> isolation(SandboxCheck sandboxCheck) {
        var findings = new ArrayList<Finding>();
        boolean stronger = true;
        for (var level : sandboxCheck.levels()) {
            stronger &= level.isolation() != sandboxCheck.chosen();
            findings.addAll(level(level, stronger));
        }
        findings.add(choice(sandboxCheck.asked(), sandboxCheck.chosen()));
        return findings;
    }

    static Finding choice(String asked, @Nullable Isolation chosen) {
        if (chosen == null) {
            return new Finding(
                    Grade.ERROR,
                    "ISOLATION",
                    asked + " is asked for, and does not work here",
                    List.of("as above, or set ISOLATION to a level that works"));
        }
        var text = asked.equals("auto") ? "auto chooses " + chosen.wireName() : asked;
        return chosen == Isolation.PROCESS
                ? new Finding(
                        Grade.WARNING,
                        "ISOLATION",
                        text + ", which holds no hostile agent",
                        List.of())
                : Finding.ok("ISOLATION", text);
    }

    /**
     * @param wanted whether the service would rather have this level than what it gets
     */
    static List<Finding> level(IsolationReport report, boolean wanted) {
        var name = report.isolation().wireName();
        return switch (report) {
            case Available(_, var filtersCalls, var notes) -> {
                var findings = new ArrayList<Finding>();
                findings.add(
                        Finding.ok(name, filtersCalls ? "works, system calls filtered" : "works"));
                notes.forEach(note ->
                        findings.add(
                                new Finding(Grade.NOTE, "", note.description(), note.remedies())));
                yield findings;
            }
            case Unavailable(_, var why, var said) ->
                    List.of(
                            new Finding(
                                    wanted ? Grade.WARNING : Grade.NOTE,
                                    name,
                                    why.description() + (said.isEmpty() ? "" : " (" + said + ")"),
                                    why.remedies()));
        };
    }

    static Finding limit(LimitReport report) {
        return new Finding(
                report.enforced() ? Grade.OK : Grade.WARNING,
                report.resource().wireName(),
                report.detail(),
                report.remedies());
    }
}
