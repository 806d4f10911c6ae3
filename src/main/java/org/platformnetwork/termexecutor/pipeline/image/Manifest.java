package org.platformnetwork.termexecutor.pipeline.image;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import tools.jackson.databind.JsonNode;

/**
 * What a registry has under a name: an image's manifest, or an index of one for each platform.
 *
 * @param digest of these bytes, as {@code sha256:…}
 * @see <a href="https://github.com/opencontainers/image-spec">OCI's format, and Docker's</a>
 */
record Manifest(String digest, JsonNode json) {

    static final int MAX_BYTES = 4 << 20;

    /** Each is a mount of every sandbox; Docker makes at most 127. */
    private static final int MAX_LAYERS = 200;

    private static final Set<String> KEYS =
            Set.of(
                    "schemaVersion",
                    "mediaType",
                    "artifactType",
                    "config",
                    "layers",
                    "fsLayers",
                    "manifests",
                    "subject",
                    "annotations",
                    "digest",
                    "size",
                    "urls",
                    "data",
                    "platform",
                    "architecture",
                    "os",
                    "os.version",
                    "os.features",
                    "variant",
                    "features");

    private static final Map<String, String> ARCHITECTURES =
            Map.of("amd64", "amd64", "x86_64", "amd64", "aarch64", "arm64", "arm64", "arm64");

    static Manifest read(byte[] bytes) throws PhaseFailedException {
        var json = ExactJson.read(bytes, "manifest", KEYS);
        if (json.has("fsLayers") || (json.has("layers") && json.has("manifests"))) {
            throw invalid("its manifest is of two kinds, or of one that is no longer used");
        }
        return new Manifest("sha256:" + DigestUtils.sha256Hex(bytes), json);
    }

    /** The digest without its algorithm. */
    String hex() {
        return digest.substring(digest.indexOf(':') + 1);
    }

    /** The digest of the image's configuration, in the same way. */
    String configuration() {
        return json.path("config").path("digest").asString("").replace("sha256:", "");
    }

    /** The digest of the image for this machine, where this is an index; null where it is one. */
    @Nullable String digestForThisMachine() throws PhaseFailedException {
        if (!json.path("manifests").isArray()) {
            return null;
        }
        var others = new TreeSet<String>();
        for (var entry : json.path("manifests")) {
            var platform = entry.path("platform");
            var name =
                    platform.path("os").asString("")
                            + "/"
                            + platform.path("architecture").asString("");
            var found = entry.path("digest").asString("");
            if (name.equals("linux/" + architecture()) && found.matches("sha256:[0-9a-f]{64}")) {
                return found;
            }
            if (!name.contains("unknown")) {
                others.add(name);
            }
        }
        throw invalid(
                "there is none for linux/%s, only %s"
                        .formatted(architecture(), String.join(", ", others)));
    }

    /**
     * Checks an image's manifest before any of its layers is pulled.
     *
     * @param maxBytes what the image may take
     */
    void check(long maxBytes) throws PhaseFailedException {
        var layers = json.path("layers");
        if (!layers.isArray() || layers.isEmpty() || layers.size() > MAX_LAYERS) {
            throw invalid("its manifest has no list of 1 to %d layers".formatted(MAX_LAYERS));
        }
        if (json.path("config").has("urls")) {
            throw invalid("its configuration is not in the registry");
        }
        long left = maxBytes;
        for (var layer : layers) {
            if (layer.has("urls") || layer.path("mediaType").asString("").contains("foreign")) {
                throw invalid("a layer is not in the registry");
            }
            // What no long can hold is no size that fits either.
            long bytes = Math.max(0, layer.path("size").asLong(Long.MAX_VALUE));
            if (bytes > left) {
                throw tooLarge(maxBytes);
            }
            left -= bytes;
        }
    }

    /** The machine's, as images call it. */
    static String architecture() {
        var name = System.getProperty("os.arch");
        return ARCHITECTURES.getOrDefault(name, name);
    }

    static PhaseFailedException tooLarge(long maxBytes) {
        return invalid("it takes more than %d bytes (IMAGE_MAX_BYTES)".formatted(maxBytes));
    }

    /**
     * @param problem the second half of a sentence
     */
    static PhaseFailedException invalid(String problem) {
        return new PhaseFailedException(
                FailureClass.INVALID_TASK, "The image cannot be used: %s.".formatted(problem));
    }
}
