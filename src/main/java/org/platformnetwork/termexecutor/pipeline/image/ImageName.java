package org.platformnetwork.termexecutor.pipeline.image;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a container image as Docker reads it, with what may be left out.
 *
 * @param registry host and, after a colon, port; {@code docker.io} for names without one
 * @param repository a path in the registry
 * @param tag null when there is a digest
 * @param digest of a manifest or an index, as {@code sha256:} and hex digits; null for a tag
 * @see <a href="https://github.com/distribution/reference">its grammar</a>
 */
public record ImageName(
        String registry, String repository, @Nullable String tag, @Nullable String digest) {

    static final String DOCKER_HUB = "docker.io";

    private static final int MAX_LENGTH = 255;

    private static final Pattern NAME =
            Pattern.compile(
                    "(?<path>[^@\\s]+?)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?");

    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";

    private static final Pattern REGISTRY =
            Pattern.compile(
                    "(?:%1$s(?:\\.%1$s)*|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?".formatted(LABEL));

    private static final Pattern REPOSITORY =
            Pattern.compile("%1$s(?:/%1$s)*".formatted("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"));

    /** Reads one; null when it is none. */
    public static @Nullable ImageName parse(String text) {
        var parts = NAME.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        var path = parts.group("path");
        int slash = path.indexOf('/');
        var first = slash < 0 ? "" : path.substring(0, slash);
        boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
        var registry = named ? first : DOCKER_HUB;
        var repository = named ? path.substring(slash + 1) : path;
        if (registry.equals("index.docker.io") || registry.equals("registry-1.docker.io")) {
            registry = DOCKER_HUB;
        }
        if (registry.equals(DOCKER_HUB) && repository.indexOf('/') < 0) {
            repository = "library/" + repository;
        }
        var digest = parts.group("digest");
        var tag = parts.group("tag");
        boolean valid =
                REGISTRY.matcher(registry).matches()
                        && REPOSITORY.matcher(repository).matches()
                        && registry.length() + repository.length() < MAX_LENGTH;
        if (!valid) {
            return null;
        }
        var implied = tag == null ? "latest" : tag;
        return new ImageName(registry, repository, digest == null ? implied : null, digest);
    }

    /** The same at a digest. */
    ImageName at(String other) {
        return new ImageName(registry, repository, null, other);
    }

    @Override
    public String toString() {
        var path = registry + "/" + repository;
        return digest == null ? path + ":" + tag : path + "@" + digest;
    }
}
