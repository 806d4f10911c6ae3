package org.platformnetwork.termexecutor.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Tells a {@code vite.config} that holds Vitest's configuration from one that only builds. */
final class ViteConfig {

    private static final Pattern TEST_SECTION = Pattern.compile("\\btest\\s*+:|\\bvitest\\b");

    private ViteConfig() {}

    static boolean configuresTests(byte[] content) {
        return TEST_SECTION.matcher(new String(content, UTF_8)).find();
    }
}
