package org.platformnetwork.termexecutor.pipeline.control;

import java.util.random.RandomGenerator;

/**
 * Two replacements for one piece of a text: with one a test must fail, with the other it must come
 * out as before.
 *
 * @param start offset of the first character replaced
 * @param end offset behind the last
 * @param harmless what does not change any result
 * @param failing what makes the test fail; {@link #NUMBER} and {@link #LETTERS} in it are drawn
 *     anew each time
 * @param form what is changed
 */
record Change(int start, int end, String harmless, String failing, Form form) {

    /** Stands for a number of two digits other than the one replaced. */
    static final char NUMBER = '\uE000';

    /** Stands for a few letters. */
    static final char LETTERS = '\uE001';

    private static final int LETTER_COUNT = 8;

    /** What is changed, the best first: an expected value also catches what equals everything. */
    enum Form {
        VALUE(Candidate.Kind.VALUE),
        NEGATION(Candidate.Kind.NEGATION),
        COMPARISON(Candidate.Kind.NEGATION),
        GOLDEN(Candidate.Kind.VALUE),
        HOOK(Candidate.Kind.END),
        LAST_STATEMENT(Candidate.Kind.END);

        private final Candidate.Kind kind;

        Form(Candidate.Kind kind) {
            this.kind = kind;
        }

        Candidate.Kind kind() {
            return kind;
        }
    }

    /** With values drawn. */
    static String drawn(String template, String replaced, RandomGenerator random) {
        var drawn = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            switch (c) {
                case NUMBER -> drawn.append(number(replaced, random));
                case LETTERS -> appendLetters(drawn, random);
                default -> drawn.append(c);
            }
        }
        return drawn.toString();
    }

    private static int number(String replaced, RandomGenerator random) {
        int number;
        do {
            number = random.nextInt(11, 100);
        } while (replaced.startsWith(Integer.toString(number)));
        return number;
    }

    private static void appendLetters(StringBuilder drawn, RandomGenerator random) {
        for (int i = 0; i < LETTER_COUNT; i++) {
            drawn.append((char) random.nextInt('a', 'z' + 1));
        }
    }

    /** The same in a text that begins further on. */
    Change moved(int by) {
        return new Change(start + by, end + by, harmless, failing, form);
    }
}
