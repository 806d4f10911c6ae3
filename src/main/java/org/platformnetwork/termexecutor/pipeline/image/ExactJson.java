package org.platformnetwork.termexecutor.pipeline.image;

import java.util.Set;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON that skopeo(1) reads too, and refuses what the two could read differently: Go's parser
 * takes a key whatever its case, and of one that is there twice the last.
 */
final class ExactJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** Free text for free keys. */
    private static final Set<String> FREE = Set.of("annotations", "Labels");

    private ExactJson() {}

    /**
     * @param what it is, as part of a sentence
     * @param known the keys that have a meaning, to either reader
     */
    static JsonNode read(byte[] bytes, String what, Set<String> known) throws PhaseFailedException {
        try {
            var json = MAPPER.readTree(bytes);
            check(json, what, known);
            return json;
        } catch (JacksonException _) {
            throw Manifest.invalid("its %s cannot be read".formatted(what));
        }
    }

    private static void check(JsonNode json, String what, Set<String> known)
            throws PhaseFailedException {
        for (var entry : json.properties()) {
            var key = entry.getKey();
            if (!known.contains(key) && known.stream().anyMatch(key::equalsIgnoreCase)) {
                throw Manifest.invalid("its %s has a key that is misspelt".formatted(what));
            }
            if (!FREE.contains(key)) {
                check(entry.getValue(), what, known);
            }
        }
        if (json.isArray()) {
            for (var element : json) {
                check(element, what, known);
            }
        }
    }
}
