package org.platformnetwork.termexecutor.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.page.Description.Response;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.Limit;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.store.StoreFailure;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description by itself: well formed, complete, and its examples true to its schemas. */
class OpenApiDocumentTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode document = JSON.valueToTree(OpenApiDocument.of("1.2.3"));
    private final Description description = new Description(document);
    private final DescribedSchemas schemas = new DescribedSchemas(document);
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Test
    void hasTheStructureOfOpenApi() throws IOException {
        JsonNode structure;
        try (var yaml = getClass().getResourceAsStream("/openapi-structure.yaml")) {
            structure =
                    JSON.valueToTree(
                            new Load(LoadSettings.builder().build())
                                    .loadFromInputStream(Objects.requireNonNull(yaml)));
        }

        assertThat(DescribedSchemas.faults(registry, structure, document)).isEmpty();
        assertThat(document.at("/info/version").asString()).isEqualTo("1.2.3");
    }

    @Test
    void schemasAreSchemas() {
        var meta =
                registry.getSchema(
                        SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        document.at("/components/schemas")
                .forEachEntry(
                        (name, schema) -> assertThat(meta.validate(schema)).as(name).isEmpty());
        var count = new ArrayList<JsonNode>();
        walk(
                document,
                (name, node) -> {
                    if (name.equals("schema")) {
                        count.add(node);
                        assertThat(meta.validate(node)).as(node.toString()).isEmpty();
                    }
                });
        assertThat(count).hasSizeGreaterThan(30);
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
        Set<String> references = new HashSet<>();
        walk(
                document,
                (name, node) -> {
                    if (name.equals("$ref")) {
                        references.add(node.asString());
                    }
                });

        assertThat(references)
                .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
        for (var kind : List.of("schemas", "responses", "headers", "parameters")) {
            assertThat(document.path("components").path(kind).propertyNames())
                    .allMatch(name ->
                            references.contains("#/components/%s/%s".formatted(kind, name)));
        }
    }

    @Test
    void everyExampleIsAsItsSchemaHasIt() {
        var examples = new ArrayList<JsonNode>();
        walk(
                document,
                (name, node) -> {
                    for (var example : node.path("examples").properties()) {
                        var value = example.getValue().path("value");
                        examples.add(value);
                        assertThat(schemas.faults(node.path("schema"), value))
                                .as(example.toString())
                                .isEmpty();
                    }
                    if (node.has("example")) {
                        examples.add(node.path("example"));
                        assertThat(schemas.faults(node.path("schema"), node.path("example")))
                                .as(node.toString())
                                .isEmpty();
                    }
                    if (node.path("examples").isArray()) {
                        node.path("examples")
                                .forEach(
                                        value -> assertThat(schemas.faults(node, value)).isEmpty());
                    }
                });
        assertThat(examples).hasSizeGreaterThan(80);
    }

    @Test
    void exampleWithAPropertyThatIsNotDescribedIsAFault() {
        var example = document.at("/components/responses/BatchNotFound/content/application~1json");
        var error = (ObjectNode) example.at("/examples/batch_not_found/value").deepCopy();
        error.put("trace", "none");

        assertThat(schemas.faults(example.path("schema"), error)).hasSize(1);
    }

    @Test
    void everyAnswerWithABodyHasAnExample() {
        for (var response : description.responses()) {
            for (var content : response.node().path("content").properties()) {
                assertThat(content.getValue().path("examples").size())
                        .as(response.operation().id() + " " + response.status())
                        .isPositive();
            }
        }
    }

    @Test
    void errorCodesAreThoseOfTheServiceEachWithItsStatus() {
        var used = new TreeSet<String>();
        for (var response : description.responses()) {
            var codes = response.codes();
            used.addAll(codes);
            assertThat(examples(response)).containsExactlyInAnyOrderElementsOf(codes);
            for (var code : codes) {
                var status = ErrorCode.valueOf(code.toUpperCase(Locale.ROOT)).status().value();
                assertThat(response.status()).isIn("default", Integer.toString(status));
            }
            assertThat(codes.isEmpty())
                    .as(response.operation().id() + " " + response.status())
                    .isEqualTo(response.status().compareTo("400") < 0);
        }
        var all = Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList();
        assertThat(used).containsExactlyInAnyOrderElementsOf(all);
        assertThat(values("/components/schemas/ErrorCode/enum")).isEqualTo(all);
    }

    private static List<String> examples(Response response) {
        return response.codes().isEmpty()
                ? List.of()
                : List.copyOf(
                        response.node().at("/content/application~1json/examples").propertyNames());
    }

    static Stream<Arguments> closedSets() {
        return Stream.of(
                Arguments.of("BatchStatus/enum", names(BatchStatus.values())),
                Arguments.of("TaskStatus/enum", names(TaskStatus.values())),
                Arguments.of("FailureClass/enum", names(FailureClass.values())),
                Arguments.of("Isolation/enum", names(Isolation.values())),
                Arguments.of("Task/properties/verified_in/enum", orNull(VerifiedIn.values())),
                Arguments.of("Step/properties/limit/enum", orNull(Limit.values())),
                Arguments.of(
                        "Status/properties/limits/items/properties/resource/enum",
                        names(LimitedResource.values())),
                Arguments.of(
                        "Status/properties/store/enum",
                        Stream.concat(Stream.of("ok"), names(StoreFailure.values()).stream())
                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("closedSets")
    void closedSetsAreThoseOfTheService(String place, List<String> names) {
        assertThat(values("/components/schemas/" + place)).isEqualTo(names);
    }

    private List<String> values(String pointer) {
        return document.at(pointer).valueStream().map(JsonNode::asString).toList();
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    }

    private static List<String> orNull(Enum<?>[] values) {
        return Stream.concat(names(values).stream(), Stream.of("")).toList();
    }

    @Test
    void operationsAreToldApartAndNameTheirParameters() {
        assertThat(description.operations())
                .extracting(Description.Operation::id)
                .doesNotHaveDuplicates();
        for (var operation : description.operations()) {
            var named =
                    operation
                            .node()
                            .path("parameters")
                            .valueStream()
                            .map(description::resolved)
                            .filter(parameter -> parameter.path("in").asString().equals("path"))
                            .map(parameter -> "{" + parameter.path("name").asString() + "}")
                            .toList();
            assertThat(named).allMatch(operation.path()::contains);
            assertThat(operation.path().chars().filter(c -> c == '{')).hasSize(named.size());
        }
    }

    /** Each member of each object, but not what examples hold. */
    private static void walk(JsonNode node, BiConsumer<String, JsonNode> visitor) {
        node.forEachEntry((name, value) -> {
            visitor.accept(name, value);
            if (!name.equals("examples") && !name.equals("example")) {
                walk(value, visitor);
            }
        });
        if (node.isArray()) {
            node.forEach(element -> walk(element, visitor));
        }
    }
}
