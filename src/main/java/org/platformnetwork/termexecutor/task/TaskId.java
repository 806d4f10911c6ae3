package org.platformnetwork.termexecutor.task;

/**
 * A task's name within its archive, for example {@code owner/name-70}: 1 to 256 characters, none of
 * them a control character. It names no file; slashes and dots in it mean nothing.
 */
public record TaskId(String value) {

    static final int MAX_LENGTH = 256;

    public TaskId {
        if (value.isBlank()
                || value.length() > MAX_LENGTH
                || value.codePoints().anyMatch(TaskId::isUnprintable)) {
            throw new IllegalArgumentException(
                    "a task id has 1 to %d printable characters".formatted(MAX_LENGTH));
        }
    }

    /** Also half of a character, which no database keeps. */
    private static boolean isUnprintable(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.SURROGATE;
    }

    @Override
    public String toString() {
        return value;
    }
}
