package org.platformnetwork.termexecutor.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test where no Docker daemon answers, and where it has no image {@code term-executor};
 * with {@code REQUIRE_TOOLS=true} the missing image is a failure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EnabledIfImageCondition.class)
@Tag("image")
@interface EnabledIfImage {}
