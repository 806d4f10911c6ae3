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

    /**
     * What a manifest asks of one dependency.
     *
     * @param range of versions, in the ecosystem's own language
     * @param text all that it asks, extras and conditions included; equal where the same is asked
     */
    record Requirement(String range, String text) {

        Requirement(String range) {
            this(range, range);
        }
    }
}
