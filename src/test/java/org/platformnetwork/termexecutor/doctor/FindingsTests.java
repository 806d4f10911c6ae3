package org.platformnetwork.termexecutor.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.IsolationReport.Available;
import org.platformnetwork.termexecutor.sandbox.IsolationReport.Unavailable;
import org.platformnetwork.termexecutor.sandbox.Limitation;

class FindingsTests {

    @Test
    void oneTaskHasToFit() {
        assertThat(Findings.space("", 999, 1000).grade()).isEqualTo(Grade.WARNING);
        assertThat(Findings.space("", 1000, 1000).grade()).isEqualTo(Grade.OK);
        assertThat(Findings.space("", 1001, 1000).grade()).isEqualTo(Grade.OK);
        assertThat(Findings.space("", 0, 0).grade()).isEqualTo(Grade.WARNING);
        assertThat(Findings.space("", 1, 0).grade()).isEqualTo(Grade.OK);
    }

    @Test
    void levelThatIsAskedForInVainIsAnError() {
        assertThat(Findings.choice("uid", null).grade()).isEqualTo(Grade.ERROR);
        assertThat(Findings.choice("auto", Isolation.UID))
                .isEqualTo(Finding.ok("ISOLATION", "auto chooses uid"));
        assertThat(Findings.choice("namespaces", Isolation.NAMESPACES).text())
                .isEqualTo("namespaces");
        assertThat(Findings.choice("process", Isolation.PROCESS).grade()).isEqualTo(Grade.WARNING);
    }

    @Test
    void notesOfLevelStandBelowIt() {
        var note = new Limitation("No network.", List.of("plug it in"));
        var findings =
                Findings.level(new Available(Isolation.NAMESPACES, true, List.of(note)), false);

        assertThat(findings)
                .containsExactly(
                        Finding.ok("namespaces", "works, system calls filtered"),
                        new Finding(Grade.NOTE, "", "No network.", List.of("plug it in")));
    }

    @Test
    void levelThatIsMissedIsAWarning() {
        var report =
                new Unavailable(
                        Isolation.UID,
                        new Limitation("it is not so", List.of("fix it")),
                        "no, sir");

        assertThat(Findings.level(report, true))
                .containsExactly(
                        new Finding(
                                Grade.WARNING, "uid", "it is not so (no, sir)", List.of("fix it")));
        assertThat(Findings.level(report, false).getFirst().grade()).isEqualTo(Grade.NOTE);
    }
}
