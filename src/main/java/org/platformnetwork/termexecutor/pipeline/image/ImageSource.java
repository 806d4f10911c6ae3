package org.platformnetwork.termexecutor.pipeline.image;

import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an image is pulled from.
 *
 * @param name after rewriting; it may be an operator's own affair
 * @param trusted whether the operator chose the registry, so that it may have a private address
 */
record ImageSource(ImageName name, boolean trusted) {

    /** What {@code IMAGE_ALLOW} has by default; none of them is at a private address. */
    private static final Set<String> PUBLIC = Set.of(ImageName.DOCKER_HUB, "ghcr.io", "quay.io");

    /** Where a name leads; null when no setting lets a task go there. */
    static @Nullable ImageSource of(ImageName name, ImageSettings settings) {
        var published = name.toString();
        var rule =
                settings.rewrite().stream()
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> begins(published, pair[0]))
                        .max(Comparator.comparingInt(pair -> pair[0].length()));
        if (rule.isPresent()) {
            var to = rule.get()[1];
            var other = ImageName.parse(to + published.substring(rule.get()[0].length()));
            // What follows a rule without a slash could go on with the registry's name.
            boolean trusted = other != null && (to + "/").startsWith(other.registry() + "/");
            return other == null ? null : new ImageSource(other, trusted);
        }
        return settings.allow().stream().anyMatch(prefix -> begins(published, prefix))
                ? new ImageSource(name, !PUBLIC.contains(name.registry()))
                : null;
    }

    /** The same image at a digest. */
    ImageSource at(String digest) {
        return new ImageSource(name.at(digest), trusted);
    }

    /** A prefix ends where a part of the name does; what follows a host and a colon is a port. */
    private static boolean begins(String name, String prefix) {
        if (!name.startsWith(prefix)) {
            return false;
        }
        var ends = prefix.contains("/") ? "/:@" : "/";
        return prefix.endsWith("/")
                || name.length() == prefix.length()
                || ends.indexOf(name.charAt(prefix.length())) >= 0;
    }
}
