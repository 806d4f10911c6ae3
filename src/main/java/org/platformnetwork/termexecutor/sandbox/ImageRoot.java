package org.platformnetwork.termexecutor.sandbox;

import java.nio.file.Path;
import java.util.Map;

/**
 * The unpacked root of a container image, which sandboxes at level {@code namespaces} show instead
 * of the machine's own system. It is read-only below what install commands and agents write.
 *
 * @param digest of the image's manifest, as {@code sha256:} and 64 hex digits
 * @param directory what {@link Sandboxes#furnish} put there
 * @param storage the directory that holds the layers of all images
 * @param layers how many the image has
 * @param environment the variables of its configuration
 */
public record ImageRoot(
        String digest, Path directory, Path storage, int layers, Map<String, String> environment) {

    private static final String DEFAULT_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public ImageRoot {
        environment = Map.copyOf(environment);
    }

    /** The digest without its algorithm. */
    public String hex() {
        return digest.substring(digest.indexOf(':') + 1);
    }

    /** Where its commands look for programs. */
    public String path() {
        return environment.getOrDefault("PATH", DEFAULT_PATH);
    }
}
