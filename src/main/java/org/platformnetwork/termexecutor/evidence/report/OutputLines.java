package org.platformnetwork.termexecutor.evidence.report;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The lines of a terminal's output without their escape sequences (ECMA-48) and trailing blanks,
 * whichever line ends they have; linear in the output, since a sequence ends with its line. Lines
 * that follow each other with at most one character become one blank line: no summary has such
 * lines, and a million of them should cost little.
 */
public final class OutputLines {

    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\u001B(?:\\[[0-?]*+[ -/]*+[@-~]"
                            + "|\\][^\u0007\u001B\r\n]*+(?:\u0007|\u001B\\\\)"
                            + "|[ -/]++[0-~]"
                            + "|[@-Z\\\\^_])");

    private OutputLines() {}

    public static void forEach(String output, Consumer<String> consumer) {
        boolean lastWasBlank = false;
        for (var lines = ESCAPE.matcher(output).replaceAll("").lines().iterator();
                lines.hasNext(); ) {
            String line = lines.next();
            boolean blank = line.length() <= 1;
            if (!blank || !lastWasBlank) {
                consumer.accept(blank ? "" : line.stripTrailing());
            }
            lastWasBlank = blank;
        }
    }
}
