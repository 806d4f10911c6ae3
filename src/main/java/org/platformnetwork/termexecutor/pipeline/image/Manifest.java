package org.platformnetwork.termexecutor.pipeline.image;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    private static final int MAX_ENVIRONMENT = 32 * 1024;

    private static final Map<String, String> ARCHITECTURES =
            Map.of("amd64", "amd64", "x86_64", "amd64", "aarch64", "arm64", "arm64", "arm64");

    static Manifest read(byte[] bytes) throws PhaseFailedException {
        return new Manifest("sha256:" + DigestUtils.sha256Hex(bytes), tree(bytes));
    }

    private static JsonNode tree(byte[] bytes) throws PhaseFailedException {
        try {
            return JsonMapper.shared().readTree(bytes);
        } catch (JacksonException _) {
            throw invalid("its manifest cannot be read");
        }
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
        long bytes = 0;
        for (var layer : layers) {
            if (layer.has("urls") || layer.path("mediaType").asString("").contains("foreign")) {
                throw invalid("a layer is not in the registry");
            }
            bytes += Math.max(0, layer.path("size").asLong(0));
        }
        if (bytes > maxBytes) {
            throw tooLarge(maxBytes);
        }
    }

    /** The variables that an image's configuration sets; it has to be for this machine. */
    static Map<String, String> environment(byte[] configuration) throws PhaseFailedException {
        var json = tree(configuration);
        var name = json.path("os").asString("linux") + "/" + json.path("architecture").asString("");
        if (!name.equals("linux/" + architecture())) {
            throw invalid(
                    "it is for %s, and this machine is linux/%s".formatted(name, architecture()));
        }
        var variables = new HashMap<String, String>();
        int length = 0;
        for (var entry : json.path("config").path("Env")) {
            var parts = List.of(entry.asString("").split("=", 2));
            if (parts.size() == 2
                    && parts.getFirst().matches("[A-Za-z_]\\w*")
                    && parts.getLast().indexOf('\0') < 0) {
                variables.put(parts.getFirst(), parts.getLast());
                length += entry.asString("").length();
            }
        }
        if (length > MAX_ENVIRONMENT) {
            throw invalid("its variables take more than %d bytes".formatted(MAX_ENVIRONMENT));
        }
        return variables;
    }

    private static String architecture() {
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
