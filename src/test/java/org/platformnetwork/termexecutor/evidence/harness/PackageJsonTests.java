package org.platformnetwork.termexecutor.evidence.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.evidence.Restorations.assertUntouched;
import static org.platformnetwork.termexecutor.evidence.Restorations.content;
import static org.platformnetwork.termexecutor.evidence.Restorations.restore;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PackageJsonTests {

    private static final String PATH = "packages/a/package.json";
    private static final String BASE =
            """
            {"name": "a", "scripts": {"test": "jest", "build": "tsc"}, "dependencies": {"x": "1"}}
            """;

    @Test
    void leavesDependenciesAndNewScripts() {
        assertUntouched(
                PATH,
                BASE,
                """
                {"name": "a", "type": "module",
                 "scripts": {"lint": "eslint", "build": "tsc", "test": "jest"},
                 "dependencies": {"x": "2", "jest": "30"}, "exports": {".": "./i.js"}}
                """);
    }

    @Test
    void putsBackScriptsInTheirPlaces() {
        assertRestored(
                BASE,
                """
                {"name": "b", "scripts": {"lint": "eslint", "test": "true"}, "version": "2"}
                """,
                """
                {"name": "b", "scripts": {"lint": "eslint", "test": "jest", "build": "tsc"}, "version": "2"}
                """);
    }

    @Test
    void putsBackScriptsThatWereTakenAway() {
        assertRestored(
                BASE,
                "{\"name\": \"a\"}",
                "{\"name\": \"a\", \"scripts\": {\"test\": \"jest\", \"build\": \"tsc\"}}");
        assertRestored(
                BASE,
                "{\"scripts\": \"none\"}",
                "{\"scripts\": {\"test\": \"jest\", \"build\": \"tsc\"}}");
    }

    @Test
    void takesAwayNewHooksAroundScripts() {
        assertRestored(
                BASE,
                """
                {"scripts": {"test": "jest", "build": "tsc", "pretest": "evil", "posttest": "evil",
                 "prelint": "mine"}}
                """,
                """
                {"scripts": {"test": "jest", "build": "tsc", "prelint": "mine"}}
                """);
    }

    @Test
    void keepsHooksThatTheTaskHad() {
        String base = "{\"scripts\": {\"test\": \"jest\", \"pretest\": \"tsc\"}}";
        assertUntouched(PATH, base, base + "\n");
        assertRestored(base, "{\"scripts\": {\"test\": \"jest\", \"pretest\": \"evil\"}}", base);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jest", "mocha", "vitest", "ava", "tap", "babel", "nyc", "c8", "nx", "wireit"
            })
    void putsBackSectionsOfRunners(String key) {
        assertRestored(
                "{\"%s\": {\"a\": 1}}".formatted(key),
                "{\"%s\": {\"a\": 2}, \"b\": 3}".formatted(key),
                "{\"%s\": {\"a\": 1}, \"b\": 3}".formatted(key));
        assertRestored("{}", "{\"%s\": {\"a\": 2}, \"b\": 3}".formatted(key), "{\"b\": 3}");
    }

    @Test
    void keepsScriptsOfNewPackageWithoutRunner() {
        assertUntouched(PATH, null, BASE);
        assertRestored(
                null,
                "{\"scripts\": {\"test\": \"jest\"}, \"jest\": {\"testMatch\": []}}",
                "{\"scripts\": {\"test\": \"jest\"}}");
    }

    @Test
    void readsTrailingCommas() {
        assertUntouched(
                PATH,
                "{\"exports\": {\"./a\": \"./a.ts\", \"./b\": \"./b.ts\",}, \"name\": \"a\",}",
                "{\"exports\": {\"./a\": \"./a.ts\",}, \"name\": \"a\",}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{} {}",
                "{\"scripts\": {\"test\": \"jest\"}, \"scripts\": {\"test\": \"true\"}}",
            })
    void putsBackEverythingWhenNotOneObject(String agents) {
        assertThat(content(PATH, BASE, agents)).isEqualTo(BASE);
        assertThat(content(PATH, agents, BASE)).isEqualTo(agents);
        assertThat(restore(PATH, null, agents)).isEqualTo(new Restoration.Deleted());
    }

    private static void assertRestored(@Nullable String base, String agents, String expected) {
        assertThat(JsonMapper.shared().readTree(content(PATH, base, agents)).toString())
                .isEqualTo(JsonMapper.shared().readTree(expected).toString());
    }
}
