package org.platformnetwork.termexecutor.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;

class ProgramsTests {

    @Test
    void missingProgramOfTheServiceIsAnError() {
        var findings =
                Programs.ofService(
                        name -> name.equals("xargs") ? null : name + " version 1.2.3-deb");

        assertThat(findings)
                .contains(Finding.ok("git", "git 1.2.3"))
                .filteredOn(finding -> finding.grade() != Grade.OK)
                .containsExactly(
                        new Finding(
                                Grade.ERROR,
                                "findutils",
                                "missing: xargs",
                                List.of("apt-get install findutils")));
    }

    @Test
    void missingChattrIsAWarning() {
        var findings = Programs.ofService(name -> name.equals("chattr") ? null : "");

        assertThat(findings)
                .filteredOn(finding -> finding.grade() != Grade.OK)
                .singleElement()
                .satisfies(finding -> assertThat(finding.grade()).isEqualTo(Grade.WARNING))
                .satisfies(finding ->
                        assertThat(finding.remedies())
                                .containsExactly("apt-get install e2fsprogs"));
    }

    @Test
    void missingProgramOfTasksIsAWarning() {
        var findings = Programs.ofTasks("git\tgit version 2.39.5\nnode\tv20.20.2\n");

        assertThat(findings)
                .contains(Finding.ok("git", "2.39.5"), Finding.ok("node", "20.20.2"))
                .contains(
                        new Finding(
                                Grade.WARNING,
                                "python",
                                "missing: tasks that call python",
                                List.of("apt-get install python-is-python3")))
                .contains(
                        new Finding(
                                Grade.WARNING,
                                "venv",
                                "missing: agents with a requirements.txt",
                                List.of("apt-get install python3-venv")))
                .noneMatch(finding -> finding.grade() == Grade.ERROR);
    }

    @Test
    void scriptTellsWhatIsThere() throws IOException, InterruptedException {
        var process =
                new ProcessBuilder("sh", "-c", Programs.script())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var findings = Programs.ofTasks(process.inputReader().readAllAsString());

        assertThat(process.waitFor()).isZero();
        assertThat(findings.getFirst().subject()).isEqualTo("git");
        assertThat(findings.getFirst().text()).matches("2\\.\\d+.*");
    }
}
