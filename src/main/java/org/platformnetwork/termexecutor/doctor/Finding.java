package org.platformnetwork.termexecutor.doctor;

import java.util.List;

/**
 * One line of what the doctor found.
 *
 * @param remedies what to do about it, a line each below it
 */
record Finding(Grade grade, String subject, String text, List<String> remedies) {

    enum Grade {
        OK("ok"),
        /** Something is given less than fully. */
        NOTE("note"),
        WARNING("warn"),
        /** The service would not start, or do nothing right. */
        ERROR("ERROR");

        private final String word;

        Grade(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    Finding {
        remedies = List.copyOf(remedies);
    }

    static Finding ok(String subject, String text) {
        return new Finding(Grade.OK, subject, text, List.of());
    }
}
