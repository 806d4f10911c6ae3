package org.platformnetwork.termexecutor.pipeline.control;

/**
 * A piece of source text.
 *
 * @param text as it stands there
 * @param start offset of its first character
 */
record Token(Kind kind, String text, int start) {

    /** What a token is; comments and white space are no tokens. */
    enum Kind {
        WORD,
        NUMBER,
        STRING,
        SYMBOL
    }

    /** Offset behind its last character. */
    int end() {
        return start + text.length();
    }

    boolean is(String other) {
        return kind != Kind.STRING && text.equals(other);
    }
}
