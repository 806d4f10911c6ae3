package org.platformnetwork.termexecutor.client.terminal;

import java.io.PrintWriter;
import org.platformnetwork.termexecutor.client.CommandContext;

/**
 * Prints for people and for programs; nothing that a service or a task wrote can steer the
 * terminal. At a terminal one line at the bottom is redrawn, which {@link #close} takes away.
 */
public final class Printer implements AutoCloseable {

    private static final String CLEAR_LINE = "\r\u001b[K";

    /** Without wrapping, a line longer than the terminal is cut and not two. */
    private static final String DRAWN = CLEAR_LINE + "\u001b[?7l%s\u001b[?7h";

    private final PrintWriter out;
    private final PrintWriter err;
    private final CommandContext commandContext;

    private String drawn = "";
    private String interrupted = "";
    private boolean closed;

    public Printer(PrintWriter out, PrintWriter err, CommandContext commandContext) {
        this.out = out;
        this.err = err;
        this.commandContext = commandContext;
    }

    /** A colour of the terminal, by its number in the standard that they all follow. */
    public enum Colour {
        RED(31),
        GREEN(32),
        YELLOW(33);

        private final int number;

        Colour(int number) {
            this.number = number;
        }
    }

    /** Says that no one reads any more, so that a command can end as others in a pipe do. */
    public static final class ReaderGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public void line(String text) {
        print(Printable.text(text) + "\n");
    }

    /** A coloured word, then a text. */
    public void line(Colour colour, String word, String text) {
        var shown = Printable.text(word);
        var coloured =
                commandContext.hasColours()
                        ? "\u001b[%dm%s\u001b[0m".formatted(colour.number, shown)
                        : shown;
        print(coloured + " " + Printable.text(text) + "\n");
    }

    /** JSON as it came, but for characters that would steer a terminal: those are escaped. */
    public void json(String json) {
        print(Printable.json(json.strip()) + "\n");
    }

    /** A document for a file: untouched, unless it goes to a terminal. */
    public void document(String document) {
        print(commandContext.interactive() ? Printable.lines(document) : document);
    }

    /** Lines that someone else wrote, harmless wherever they go. */
    public void lines(String text) {
        print(Printable.lines(text));
    }

    public synchronized void complain(String text) {
        endProgress();
        err.println(Printable.text(text));
        err.flush();
    }

    /** Shows how far something is, in one line that the next one replaces; at a terminal only. */
    public synchronized void progress(String text) {
        if (commandContext.canRedraw() && !closed && !text.equals(drawn)) {
            out.print(DRAWN.formatted(Printable.text(text)));
            out.flush();
            drawn = text;
        }
    }

    public synchronized void endProgress() {
        if (!drawn.isEmpty()) {
            out.print(CLEAR_LINE);
            out.flush();
            drawn = "";
        }
    }

    /** What is said when a signal ends the command now; empty for nothing. */
    public synchronized void onInterrupt(String text) {
        interrupted = text;
    }

    /** Leaves the terminal clean; nothing is drawn from then on. */
    @Override
    public synchronized void close() {
        endProgress();
        closed = true;
        if (!interrupted.isEmpty()) {
            complain(interrupted);
        }
    }

    private synchronized void print(String text) {
        endProgress();
        out.print(text);
        if (out.checkError()) {
            throw new ReaderGoneException();
        }
    }
}
