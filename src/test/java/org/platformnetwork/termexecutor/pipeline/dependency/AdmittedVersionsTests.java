package org.platformnetwork.termexecutor.pipeline.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmittedVersionsTests {

    @Test
    void manifestOrLockFileAdmits() {
        var reference = of("package.json", "{\"dependencies\": {\"a\": \"^2.0.0\"}}");
        var a = new Dependency(Ecosystem.NPM, "a");
        var installed = Set.of("2.3.0");

        assertThat(asks("^2.0.0").admit(a, reference, Set.of())).isTrue();
        assertThat(asks(">=1").admit(a, reference, installed)).isTrue();
        assertThat(asks(">=1").admit(a, reference, Set.of("2.3.0", "0.9.0"))).isFalse();
        assertThat(asks("^1").admit(a, reference, installed)).isFalse();
        assertThat(asks(">=1").admit(a, reference, Set.of())).isFalse();
        assertThat(of("b.txt", "").admit(a, reference, installed)).isFalse();
        var locked =
                of(
                        "package-lock.json",
                        "{\"packages\": {\"node_modules/a\": {\"version\": \"2.3.0\"}}}");
        assertThat(locked.admit(a, reference, installed)).isTrue();
        assertThat(locked.admit(a, reference, Set.of("2.4.0"))).isFalse();
    }

    private static Declarations asks(String range) {
        return of("package.json", "{\"dependencies\": {\"a\": \"%s\"}}".formatted(range));
    }

    private static Declarations of(String path, String text) {
        return Declarations.of(Map.of(path, text.getBytes(UTF_8)));
    }
}
