package org.platformnetwork.termexecutor.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;
import org.platformnetwork.termexecutor.doctor.Report.Section;
import org.platformnetwork.termexecutor.sandbox.Examination;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.LevelReport;
import org.platformnetwork.termexecutor.sandbox.LevelReport.Available;
import org.platformnetwork.termexecutor.sandbox.LevelReport.Unavailable;
import org.platformnetwork.termexecutor.sandbox.LimitReport;

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

    static Report report(Examination examination) throws IOException {
        var sections = new ArrayList<Section>();
        var workspace = new ArrayList<>(List.of(workspace(examination)));
        if (examination.sharesFileSystem()) {
            workspace.add(SHARED);
        }
        sections.add(new Section("Workspace", workspace));
        if (examination.noWorkspace() == null) {
            sections.add(new Section("Isolation", isolation(examination)));
            sections.add(
                    new Section(
                            "Limits of a task",
                            examination.limits().stream().map(Findings::limit).toList()));
        }
        sections.add(
                new Section("Programs of the service", Programs.ofService(examination::version)));
        var chosen = examination.chosen();
        if (chosen != null) {
            sections.add(
                    new Section(
                            "Programs of tasks, at level " + chosen.wireName(),
                            Programs.ofTasks(examination.programs())));
        }
        return new Report("term-executor doctor (" + examination.surroundings() + ")", sections);
    }

    private static Finding workspace(Examination examination) throws IOException {
        var place = examination.workspaceBase() + " ";
        var obstacle = examination.noWorkspace();
        if (obstacle != null) {
            return new Finding(
                    Grade.ERROR,
                    "WORKSPACE_BASE",
                    place + obstacle.what() + "; isolation and limits were not tried",
                    obstacle.mends());
        }
        return space(place, examination.freeBytes(), examination.diskLimit());
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

    private static List<Finding> isolation(Examination examination) {
        var findings = new ArrayList<Finding>();
        boolean stronger = true;
        for (var level : examination.levels()) {
            stronger &= level.isolation() != examination.chosen();
            findings.addAll(level(level, stronger));
        }
        findings.add(choice(examination.asked(), examination.chosen()));
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
    static List<Finding> level(LevelReport report, boolean wanted) {
        var name = report.isolation().wireName();
        return switch (report) {
            case Available(_, var filtersCalls, var notes) -> {
                var findings = new ArrayList<Finding>();
                findings.add(
                        Finding.ok(name, filtersCalls ? "works, system calls filtered" : "works"));
                notes.forEach(note ->
                        findings.add(new Finding(Grade.NOTE, "", note.what(), note.mends())));
                yield findings;
            }
            case Unavailable(_, var why, var said) ->
                    List.of(
                            new Finding(
                                    wanted ? Grade.WARNING : Grade.NOTE,
                                    name,
                                    why.what() + (said.isEmpty() ? "" : " (" + said + ")"),
                                    why.mends()));
        };
    }

    static Finding limit(LimitReport report) {
        return new Finding(
                report.held() ? Grade.OK : Grade.WARNING,
                report.resource().wireName(),
                report.detail(),
                report.mends());
    }
}
