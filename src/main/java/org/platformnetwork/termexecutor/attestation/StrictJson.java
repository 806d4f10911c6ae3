package org.platformnetwork.termexecutor.attestation;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON from someone who may mean harm; what is ambiguous or too much is refused. */
final class StrictJson {

    static final int MAX_BYTES = 32 << 20;
    static final int MAX_TEXT = 4 << 20;
    static final int MAX_DEPTH = 16;
    static final int MAX_TOKENS = 2_000_000;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxTokenCount(MAX_TOKENS)
                                                    .maxStringLength(MAX_TEXT)
                                                    .build())
                                    .build())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .build();

    private StrictJson() {}

    /**
     * Reads one value.
     *
     * @param json in UTF-8
     * @throws IllegalArgumentException when it is refused; says so in a sentence
     */
    static JsonNode read(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new IllegalArgumentException("It is larger than 32 MiB.");
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            var value = MAPPER.readTree(text.toString());
            if (value.isMissingNode()) {
                throw new IllegalArgumentException("It is empty.");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("It is not UTF-8.", e);
        } catch (StreamConstraintsException e) {
            throw new IllegalArgumentException(
                    "It is nested too deep, has too many parts or a part that is too long.", e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "It is not JSON, or names a member of an object twice.", e);
        }
    }

    /** A record as a tree, its components' names in snake_case. */
    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * The opposite of {@link #tree}; members that the record does not have are left out.
     *
     * @throws IllegalArgumentException when a component is missing or of another kind
     */
    static <T> T as(Class<T> type, JsonNode value) {
        try {
            return MAPPER.treeToValue(value, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("It is not a document of this format.", e);
        }
    }
}
