package org.platformnetwork.termexecutor.pipeline.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;

/**
 * What the configuration of an image says.
 *
 * @param environment the variables that it sets
 * @param contents digests of the layers' archives, unpacked, the lowest first
 */
record ImageConfiguration(Map<String, String> environment, List<String> contents) {

    private static final int MAX_ENVIRONMENT = 32 * 1024;

    private static final Set<String> KEYS =
            Set.of("architecture", "os", "variant", "config", "Env", "rootfs", "diff_ids");

    ImageConfiguration {
        environment = Map.copyOf(environment);
        contents = List.copyOf(contents);
    }

    /** Reads one; it has to be for this machine. */
    static ImageConfiguration read(byte[] bytes) throws PhaseFailedException {
        var json = ExactJson.read(bytes, "configuration", KEYS);
        var name = json.path("os").asString("linux") + "/" + json.path("architecture").asString("");
        if (!name.equals("linux/" + Manifest.architecture())) {
            throw Manifest.invalid(
                    "it is for %s, and this machine is linux/%s"
                            .formatted(name, Manifest.architecture()));
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
            throw Manifest.invalid(
                    "its variables take more than %d bytes".formatted(MAX_ENVIRONMENT));
        }
        var contents = new ArrayList<String>();
        json.path("rootfs").path("diff_ids").forEach(id -> contents.add(id.asString("")));
        return new ImageConfiguration(variables, contents);
    }
}
