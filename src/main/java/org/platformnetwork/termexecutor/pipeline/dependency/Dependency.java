package org.platformnetwork.termexecutor.pipeline.dependency;

import java.util.Comparator;

/**
 * A package that a product needs.
 *
 * @param name as its ecosystem spells it; {@code group:artifact} on the JVM
 */
public record Dependency(Ecosystem ecosystem, String name) {

    public static final Comparator<Dependency> BY_NAME =
            Comparator.comparing(Dependency::name).thenComparing(Dependency::ecosystem);

    public Dependency {
        name = ecosystem.normalized(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
