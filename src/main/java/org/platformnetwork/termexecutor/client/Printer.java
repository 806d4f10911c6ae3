package org.platformnetwork.termexecutor.client;

import java.io.PrintWriter;

/**
 * Prints for people and for programs; nothing that a service or a task wrote can steer the
 * terminal.
 */
final class Printer {

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Surroundings surroundings;

    Printer(PrintWriter out, PrintWriter err, Surroundings surroundings) {
        this.out = out;
        this.err = err;
        this.surroundings = surroundings;
    }

    /** A colour of the terminal, by its number in the standard that they all follow. */
    enum Colour {
        RED(31),
        GREEN(32),
        YELLOW(33);

        private final int number;

        Colour(int number) {
            this.number = number;
        }
    }

    void line(String text) {
        out.println(Printable.text(text));
        out.flush();
    }

    /** A coloured word, then a text. */
    void line(Colour colour, String word, String text) {
        var shown = Printable.text(word);
        var coloured =
                surroundings.hasColours()
                        ? "\u001b[%dm%s\u001b[0m".formatted(colour.number, shown)
                        : shown;
        out.println(coloured + " " + Printable.text(text));
        out.flush();
    }

    /** JSON as it came, but for characters that would steer a terminal: those are escaped. */
    void json(String json) {
        out.println(Printable.json(json.strip()));
        out.flush();
    }

    /** A document for a file: untouched, unless it goes to a terminal. */
    void document(String document) {
        out.print(surroundings.interactive() ? Printable.lines(document) : document);
        out.flush();
    }

    void complain(String text) {
        err.println(Printable.text(text));
        err.flush();
    }

    /** Shows how far something is, in one line that the next one replaces; on a terminal only. */
    void progress(String text) {
        if (surroundings.interactive()) {
            err.print(CLEAR_LINE + Printable.text(text));
            err.flush();
        }
    }

    void endProgress() {
        if (surroundings.interactive()) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
