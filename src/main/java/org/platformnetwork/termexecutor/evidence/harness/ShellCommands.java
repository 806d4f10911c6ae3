package org.platformnetwork.termexecutor.evidence.harness;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Splits a shell script into its simple commands, near enough to see what they start: quotes,
 * comments, redirections and here-documents are understood, expansions stay as they are written,
 * and what a substitution runs is a command like any other. Any text is some script, in linear
 * time.
 */
public final class ShellCommands {

    private static final char END = '\0';

    private final String script;
    private final boolean losesExitCodes;
    private final List<Command> commands = new ArrayList<>();
    private final Deque<Boolean> quotedAround = new ArrayDeque<>();
    private final Deque<Boolean> capturedAround = new ArrayDeque<>();
    private final Deque<String> hereDocuments = new ArrayDeque<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> command = new ArrayList<>();
    private boolean inWord;
    private boolean redirected;
    private boolean quoted;

    /** How deep arithmetic is nested, where {@code <<} shifts; 0 outside of it. */
    private int arithmetic;

    private int at;

    private ShellCommands(String script) {
        this.script = script;
        this.losesExitCodes = !script.contains("pipefail");
    }

    /**
     * A simple command.
     *
     * @param words never none
     * @param isCaptured whether something takes what it prints: a substitution, or the next command
     *     of a pipeline that loses its exit code
     */
    public record Command(List<String> words, boolean isCaptured) {
        public Command {
            words = List.copyOf(words);
        }
    }

    /** The words of each simple command, never none. */
    public static List<List<String>> of(String script) {
        return commands(script).stream().map(Command::words).toList();
    }

    /** Each simple command, in the order in which they end. */
    static List<Command> commands(String script) {
        return read(script).commands;
    }

    /** Whether the text ends inside a here-document, before the line that would close it. */
    public static boolean isCutOff(String script) {
        return !read(script).hereDocuments.isEmpty();
    }

    private static ShellCommands read(String script) {
        var reader = new ShellCommands(script);
        while (reader.at < script.length()) {
            reader.take(script.charAt(reader.at++));
        }
        reader.endCommand();
        return reader;
    }

    private void take(char c) {
        if (c == '\\') {
            takeEscaped();
        } else if (c == '"') {
            quoted = !quoted;
            inWord = true;
        } else if (c == '$' && next() == '(') {
            at++;
            open(true);
        } else if (c == '`') {
            takeBackquote();
        } else if (quoted) {
            add(c);
        } else if (c == '$' && next() == '\'') {
            at++;
            takeEscapedUntilQuote();
        } else {
            takeUnquoted(c);
        }
    }

    private void takeUnquoted(char c) {
        switch (c) {
            case '\'' -> takeUntil('\'');
            case '(' -> openSubshell();
            case ')' -> close();
            case ';', '&' -> endCommand();
            case '|' -> endCommand(isPipe());
            case '<', '>' -> {
                if (arithmetic > 0) {
                    add(c);
                } else {
                    takeRedirection(c);
                }
            }
            case ' ', '\t', '\r' -> endWord();
            case '\n' -> {
                endCommand();
                skipHereDocuments();
            }
            case '#' -> {
                if (inWord) {
                    add(c);
                } else {
                    at = endOfLine();
                }
            }
            default -> add(c);
        }
    }

    private void takeEscaped() {
        char c = next();
        at++;
        if (c != '\n' && c != END) {
            add(c);
        }
    }

    private void takeUntil(char end) {
        int found = script.indexOf(end, at);
        int stop = found < 0 ? script.length() : found;
        word.append(script, at, stop);
        inWord = true;
        at = stop + 1;
    }

    /** The rest of {@code $'…'}, in which a backslash keeps a quote from ending it. */
    private void takeEscapedUntilQuote() {
        inWord = true;
        while (at < script.length() && script.charAt(at) != '\'') {
            if (script.charAt(at) == '\\') {
                at++;
            }
            word.append(script, Math.min(at, script.length()), Math.min(at + 1, script.length()));
            at++;
        }
        at++;
    }

    private void takeBackquote() {
        if (quoted || quotedAround.isEmpty()) {
            open(true);
        } else {
            close();
        }
    }

    private void open(boolean captures) {
        endCommand();
        quotedAround.push(quoted);
        capturedAround.push(captures || isCaptured());
        quoted = false;
    }

    /** The second parenthesis of two begins arithmetic. */
    private void openSubshell() {
        char before = at >= 2 ? script.charAt(at - 2) : END;
        boolean isSecond = before == '(';
        open(before == '<');
        if (isSecond && arithmetic == 0) {
            arithmetic = quotedAround.size();
        }
    }

    private boolean isCaptured() {
        return !capturedAround.isEmpty() && capturedAround.peek();
    }

    private void close() {
        endCommand();
        capturedAround.poll();
        quoted = !quotedAround.isEmpty() && quotedAround.pop();
        if (quotedAround.size() < arithmetic) {
            arithmetic = 0;
        }
    }

    /** What follows is a file or a descriptor, and no word of the command. */
    private void takeRedirection(char c) {
        if (word.chars().allMatch(Character::isDigit)) {
            inWord = false;
            word.setLength(0);
        }
        endWord();
        boolean doubled = next() == c;
        if (doubled) {
            at++;
        }
        if (c == '<' && doubled && next() != '<') {
            takeHereDocument();
            return;
        }
        while (next() == '<' || next() == '&' || next() == '|') {
            at++;
        }
        redirected = true;
    }

    private void takeHereDocument() {
        if (next() == '-') {
            at++;
        }
        while (next() == ' ' || next() == '\t') {
            at++;
        }
        var end = new StringBuilder();
        while (at < script.length() && " \t;|&<>()\n".indexOf(script.charAt(at)) < 0) {
            char c = script.charAt(at++);
            if (c == '\'' || c == '"') {
                int close = script.indexOf(c, at);
                int stop = close < 0 ? script.length() : close;
                end.append(script, at, stop);
                at = Math.min(stop + 1, script.length());
            } else if (c != '\\') {
                end.append(c);
            }
        }
        if (!end.isEmpty()) {
            hereDocuments.add(end.toString());
        }
    }

    /** Within a substitution its parenthesis may close the document as well. */
    private void skipHereDocuments() {
        while (!hereDocuments.isEmpty() && at < script.length()) {
            int end = endOfLine();
            var line = script.substring(at, end).strip();
            if (line.equals(hereDocuments.peek())) {
                hereDocuments.remove();
            } else if (!quotedAround.isEmpty() && line.startsWith(hereDocuments.peek() + ")")) {
                at = script.indexOf(')', at);
                hereDocuments.remove();
                return;
            }
            at = Math.min(end + 1, script.length());
        }
    }

    private int endOfLine() {
        int end = script.indexOf('\n', at);
        return end < 0 ? script.length() : end;
    }

    private char next() {
        return at < script.length() ? script.charAt(at) : END;
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void endWord() {
        if (inWord && !redirected) {
            command.add(word.toString());
        }
        redirected = redirected && !inWord;
        word.setLength(0);
        inWord = false;
    }

    /** After a bar, unless it is one of two. */
    private boolean isPipe() {
        boolean isSecond = at >= 2 && script.charAt(at - 2) == '|';
        return losesExitCodes && next() != '|' && !isSecond;
    }

    private void endCommand() {
        endCommand(false);
    }

    private void endCommand(boolean isPiped) {
        endWord();
        redirected = false;
        if (!command.isEmpty()) {
            commands.add(new Command(command, isPiped || isCaptured()));
            command = new ArrayList<>();
        }
    }
}
