package org.platformnetwork.termexecutor.doctor;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;
import tools.jackson.databind.json.JsonMapper;

/** What the doctor found, as text in columns. */
record Report(String title, List<Section> sections) {

    /** The columns begin at the same place in all of them. */
    record Section(String name, List<Finding> findings) {

        Section {
            findings = List.copyOf(findings);
        }
    }

    Report {
        sections = List.copyOf(sections);
    }

    boolean hasErrors() {
        return all().stream().anyMatch(finding -> finding.grade() == Grade.ERROR);
    }

    String render() {
        int subjects = width(all().stream().map(Finding::subject).toList());
        int grades = width(all().stream().map(finding -> finding.grade().word()).toList());
        var text = new StringBuilder(title).append('\n');
        for (var section : sections) {
            text.append('\n').append(section.name()).append('\n');
            for (var finding : section.findings()) {
                var line = "  %-" + grades + "s  %-" + subjects + "s  %s";
                text.append(
                                line.formatted(
                                                finding.grade().word(),
                                                finding.subject(),
                                                finding.text())
                                        .stripTrailing())
                        .append('\n');
                var indent = " ".repeat(grades + subjects + 6);
                finding.remedies()
                        .forEach(fix -> text.append(indent).append("-> ").append(fix).append('\n'));
            }
        }
        return text.append('\n').append(summary()).append('\n').toString();
    }

    /** The same as one JSON object in a line. */
    String json() {
        var mapper = JsonMapper.shared();
        var root = mapper.createObjectNode().put("title", title).put("starts", !hasErrors());
        var findings = root.putArray("findings");
        for (var section : sections) {
            for (var finding : section.findings()) {
                var json =
                        findings.addObject()
                                .put("section", section.name())
                                .put("grade", finding.grade().word().toLowerCase(Locale.ROOT))
                                .put("subject", finding.subject())
                                .put("text", finding.text());
                finding.remedies().forEach(json.putArray("remedies")::add);
            }
        }
        return mapper.writeValueAsString(root) + "\n";
    }

    private String summary() {
        if (!hasErrors()) {
            return "The service would start with these settings.";
        }
        return "The service would not start, or judge nothing, with these settings: "
                + all().stream()
                        .filter(finding -> finding.grade() == Grade.ERROR)
                        .map(Finding::subject)
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private List<Finding> all() {
        return sections.stream().flatMap(section -> section.findings().stream()).toList();
    }

    private static int width(List<String> words) {
        return words.stream().mapToInt(String::length).max().orElse(1);
    }
}
