package org.platformnetwork.termexecutor.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.evidence.harness.HarnessFiles;
import org.platformnetwork.termexecutor.evidence.harness.Restoration;

/** Compares what becomes of a file when its judging parts are put back; null is no file. */
public final class Restorations {

    private Restorations() {}

    public static Restoration restore(String path, @Nullable String base, @Nullable String agents) {
        return HarnessFiles.restore(path, bytes(base), bytes(agents), false);
    }

    public static String content(String path, @Nullable String base, @Nullable String agents) {
        var restoration = restore(path, base, agents);
        assertThat(restoration).isInstanceOf(Restoration.Content.class);
        return new String(((Restoration.Content) restoration).bytes(), UTF_8);
    }

    public static void assertUntouched(String path, @Nullable String base, String agents) {
        assertThat(restore(path, base, agents)).isEqualTo(new Restoration.Keep());
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }
}
