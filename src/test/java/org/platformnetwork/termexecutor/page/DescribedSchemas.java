package org.platformnetwork.termexecutor.page;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Holds values against the schemas of a description. Clients have to live with properties that they
 * do not know, so the schemas allow them; the service's own answers have none, so here they are
 * faults: wherever a value has a schema of its own, that one has to know all of it.
 */
final class DescribedSchemas {

    private static final String SCHEMAS = "/components/schemas";
    private static final Set<String> EXAMPLES = Set.of("example", "examples", "enum", "const");

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder ->
                            builder.schemaRegistryConfig(
                                    SchemaRegistryConfig.builder()
                                            .formatAssertionsEnabled(true)
                                            .build()));

    private final JsonNode definitions;

    DescribedSchemas(JsonNode document) {
        this.definitions = strict(document.at(SCHEMAS), false);
    }

    /** What speaks against a value; empty when nothing does. */
    List<String> faults(JsonNode schema, JsonNode value) {
        var whole = (ObjectNode) strict(schema, true);
        whole.set("$defs", definitions);
        return faults(registry, whole, value);
    }

    static List<String> faults(SchemaRegistry registry, JsonNode schema, JsonNode value) {
        return registry.getSchema(schema).validate(value).stream().map(Error::toString).toList();
    }

    private static JsonNode strict(JsonNode node, boolean isSite) {
        if (node instanceof ArrayNode array) {
            var copy = array.arrayNode();
            array.forEach(element -> copy.add(strict(element, false)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        var copy = object.objectNode();
        object.forEachEntry((name, value) -> copy.set(name, member(name, value)));
        // Not a word of JSON Schema, and what it says the alternatives say themselves.
        copy.remove("discriminator");
        if (isSite) {
            copy.put("unevaluatedProperties", false);
        }
        return copy;
    }

    private static JsonNode member(String name, JsonNode value) {
        if (EXAMPLES.contains(name)) {
            return value;
        }
        if (name.equals("properties") && value instanceof ObjectNode properties) {
            var copy = properties.objectNode();
            properties.forEachEntry((property, schema) -> copy.set(property, strict(schema, true)));
            return copy;
        }
        return name.equals("$ref")
                ? StringNode.valueOf(value.asString().replace("#" + SCHEMAS, "#/$defs"))
                : strict(value, name.equals("items"));
    }
}
