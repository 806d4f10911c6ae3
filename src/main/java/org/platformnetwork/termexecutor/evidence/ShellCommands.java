package org.platformnetwork.termexecutor.evidence;

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
final class ShellCommands {

    private static final char END = '\0';

    private final String script;
    private final List<List<String>> commands = new ArrayList<>();
    private final Deque<Boolean> quotedAround = new ArrayDeque<>();
    private final Deque<String> hereDocuments = new ArrayDeque<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> command = new ArrayList<>();
    private boolean inWord;
    private boolean redirected;
    private boolean quoted;
    private int at;

    private ShellCommands(String script) {
        this.script = script;
    }

    /** The words of each simple command, never none. */
    static List<List<String>> of(String script) {
        var reader = new ShellCommands(script);
        while (reader.at < script.length()) {
            reader.take(script.charAt(reader.at++));
        }
        reader.endCommand();
        return reader.commands;
    }

    private void take(char c) {
        if (c == '\\') {
            takeEscaped();
        } else if (c == '"') {
            quoted = !quoted;
            inWord = true;
        } else if (c == '$' && next() == '(') {
            at++;
            open();
        } else if (c == '`') {
            takeBackquote();
        } else if (quoted) {
            add(c);
        } else {
            takeUnquoted(c);
        }
    }

    private void takeUnquoted(char c) {
        switch (c) {
            case '\'' -> takeUntil('\'');
            case '(' -> open();
            case ')' -> close();
            case ';', '&', '|' -> endCommand();
            case '<', '>' -> takeRedirection(c);
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

    private void takeBackquote() {
        if (quoted || quotedAround.isEmpty()) {
            open();
        } else {
            close();
        }
    }

    private void open() {
        endCommand();
        quotedAround.push(quoted);
        quoted = false;
    }

    private void close() {
        endCommand();
        quoted = !quotedAround.isEmpty() && quotedAround.pop();
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
        int end = at;
        while (end < script.length() && " ;|&)\n".indexOf(script.charAt(end)) < 0) {
            end++;
            if (end - at == 1 && script.charAt(end - 1) == '-') {
                while (end < script.length() && script.charAt(end) == ' ') {
                    end++;
                }
            }
        }
        hereDocuments.add(script.substring(at, end).replaceAll("^-|['\"\\\\ ]", ""));
        at = end;
    }

    private void skipHereDocuments() {
        while (!hereDocuments.isEmpty() && at < script.length()) {
            int end = endOfLine();
            if (script.substring(at, end).strip().equals(hereDocuments.peek())) {
                hereDocuments.remove();
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

    private void endCommand() {
        endWord();
        redirected = false;
        if (!command.isEmpty()) {
            commands.add(command);
            command = new ArrayList<>();
        }
    }
}
