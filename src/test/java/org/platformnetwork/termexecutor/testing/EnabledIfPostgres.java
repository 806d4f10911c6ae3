package org.platformnetwork.termexecutor.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** Skips a test where Debian's PostgreSQL is not installed; with REQUIRE_TOOLS=true it runs. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("postgres")
@EnabledIf(
        value = "org.platformnetwork.termexecutor.testing.PostgresServer#isInstalledOrRequired",
        disabledReason = "PostgreSQL is not installed")
public @interface EnabledIfPostgres {}
