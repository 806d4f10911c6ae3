package org.platformnetwork.termexecutor.page;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A description of the API, to find one's way in. */
record Description(JsonNode document) {

    /**
     * One method of one address.
     *
     * @param path with names in braces
     */
    record Operation(String method, String path, JsonNode node) {

        String id() {
            return node.path("operationId").asString();
        }
    }

    /** An answer of an operation, {@code default} as its status where it stands for all others. */
    record Response(Operation operation, String status, JsonNode node) {

        /** The error codes that it can carry; empty when it is no error. */
        List<String> codes() {
            return node.at("/content/application~1json/schema/properties/error/enum")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
        }
    }

    List<Operation> operations() {
        return document.path("paths")
                .propertyStream()
                .flatMap(path ->
                        path.getValue()
                                .propertyStream()
                                .map(method ->
                                        new Operation(
                                                method.getKey(), path.getKey(), method.getValue())))
                .toList();
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such operation: " + id));
    }

    List<Response> responses() {
        return operations().stream().flatMap(this::responses).toList();
    }

    private Stream<Response> responses(Operation operation) {
        return operation
                .node()
                .path("responses")
                .propertyStream()
                .map(entry -> new Response(operation, entry.getKey(), resolved(entry.getValue())));
    }

    /** The answer of a status, else that for all others. */
    Response response(Operation operation, int status) {
        return responses(operation)
                .filter(response ->
                        Set.of(Integer.toString(status), "default").contains(response.status()))
                .min(Comparator.comparing(Response::status))
                .orElseThrow();
    }

    /** What a reference refers to; anything else is itself. */
    JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref");
        return reference.isString()
                ? resolved(document.at(reference.asString().substring(1)))
                : node;
    }
}
