package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The rows of a run: printed one by one, at the end also as JSON and as a picture. */
final class Report {

    private static final int BAR = 22;
    private static final int WIDTH = 900;
    private static final int LEFT = 320;

    /** Ratios from a tenth to a hundred fit in. */
    private static final double DECADES = 3;

    private final List<Row> rows = new ArrayList<>();

    void add(Row row) {
        if (rows.isEmpty()) {
            System.out.printf(
                    "%-44s %12s %12s %8s %10s  %s%n",
                    "", "service", "by hand", "ratio", "CPU each", "by hand");
        }
        rows.add(row);
        System.out.println(row.text());
    }

    List<Row> rows() {
        return rows;
    }

    /** Writes {@code benchmark.json} and {@code benchmark.svg}. */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        JsonMapper.shared().writeValue(directory.resolve("benchmark.json"), rows);
        Files.writeString(directory.resolve("benchmark.svg"), picture());
    }

    /** A bar for each row, from the ratio 1 to its own, on a logarithmic axis. */
    private String picture() {
        var svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
                <text x="%.0f" y="16" text-anchor="middle">by hand = 1</text>
                <line x1="%3$.0f" x2="%3$.0f" y1="20" y2="%2$d" stroke="black"/>
                """
                        .formatted(WIDTH, 30 + BAR * rows.size(), x(1)));
        int y = 26;
        for (var row : rows) {
            double from = Math.min(x(1), x(row.ratio()));
            svg.append(
                    """
                    <text x="%d" y="%d" text-anchor="end">%s</text>
                    <rect x="%.0f" y="%d" width="%.0f" height="%d" fill="%s"/>
                    <text x="%.0f" y="%d">%.2f</text>
                    """
                            .formatted(
                                    LEFT - 8,
                                    y + 13,
                                    row.what(),
                                    from,
                                    y,
                                    Math.abs(x(row.ratio()) - x(1)),
                                    BAR - 6,
                                    row.ratio() > 1 ? "#d08770" : "#8fbc8f",
                                    Math.max(x(1), x(row.ratio())) + 6,
                                    y + 13,
                                    row.ratio()));
            y += BAR;
        }
        return svg.append("</svg>\n").toString();
    }

    private static double x(double ratio) {
        double decades = Math.clamp(Math.log10(ratio) + 1, 0, DECADES);
        return LEFT + decades * (WIDTH - LEFT - 60) / DECADES;
    }
}
