package org.platformnetwork.termexecutor.client.terminal;

/** How far something is, in a line of text. */
public final class ProgressBar {

    private static final int WIDTH = 30;

    private ProgressBar() {}

    public static String of(long done, long total) {
        int filled = total <= 0 ? 0 : Math.clamp(done * WIDTH / total, 0, WIDTH);
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]";
    }
}
