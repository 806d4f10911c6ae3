package org.platformnetwork.termexecutor.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;

/**
 * Skips tests where cgroups cannot bind what they need, and says why not. Required tools change
 * nothing about it: an ordinary container cannot have them.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EnabledIfControlGroupsCondition.class)
public @interface EnabledIfControlGroups {

    LimitedResource[] value();
}
