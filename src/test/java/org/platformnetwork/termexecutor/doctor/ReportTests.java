package org.platformnetwork.termexecutor.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;
import org.platformnetwork.termexecutor.doctor.Report.Section;

class ReportTests {

    @Test
    void alignsFindingsAndPutsMendsBelow() {
        var report =
                new Report(
                        "doctor",
                        List.of(
                                new Section("One", List.of(Finding.ok("a", "fine"))),
                                new Section(
                                        "Two",
                                        List.of(
                                                finding(Grade.WARNING, "longer", "do", "this"),
                                                finding(Grade.NOTE, "")))));

        assertThat(report.render())
                .isEqualTo(
                        """
                        doctor

                        One
                          ok    a       fine

                        Two
                          warn  longer  text
                                        -> do
                                        -> this
                          note          text

                        The service would start with these settings.
                        """);
        assertThat(report.hasErrors()).isFalse();
    }

    @Test
    void programsReadJson() {
        var findings = List.of(finding(Grade.ERROR, "git", "do", "this"), Finding.ok("bash", "5"));
        var report = new Report("doctor", List.of(new Section("One", findings)));

        assertThat(report.json())
                .isEqualTo(
                        """
                        {"title":"doctor","starts":false,"findings":[\
                        {"section":"One","grade":"error","subject":"git","text":"text","remedies":["do","this"]},\
                        {"section":"One","grade":"ok","subject":"bash","text":"5","remedies":[]}]}
                        """);
    }

    @Test
    void namesErrorsAtTheEnd() {
        var errors =
                List.of(
                        finding(Grade.ERROR, "git"),
                        Finding.ok("bash", ""),
                        finding(Grade.ERROR, "ISOLATION"));
        var report = new Report("doctor", List.of(new Section("One", errors)));

        assertThat(report.hasErrors()).isTrue();
        assertThat(report.render())
                .contains("  ok     bash\n")
                .endsWith(
                        "The service would not start, or judge nothing, with these settings: git,"
                                + " ISOLATION.\n");
    }

    private static Finding finding(Grade grade, String subject, String... remedies) {
        return new Finding(grade, subject, "text", List.of(remedies));
    }
}
