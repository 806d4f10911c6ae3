package org.platformnetwork.termexecutor.client;

import java.util.ArrayList;
import java.util.regex.Pattern;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Which batch a command is about: its id, or a beginning of it that no other batch has. */
final class BatchOption {

    /** How much of an id {@code list} prints. */
    private static final int SHORT = 8;

    /** From four digits on, so that a typing error is rarely another batch. */
    private static final Pattern BEGINNING = Pattern.compile("[0-9a-f][0-9a-f-]{3,34}");

    @Parameters(
            index = "0",
            paramLabel = "BATCH",
            description = "its id, or the beginning of it as list prints it")
    private String named = "";

    static String shortened(String id) {
        return id.length() > SHORT ? id.substring(0, SHORT) : id;
    }

    /** The whole id; asks the service when only the beginning was given. */
    String id(ApiClient apiClient) throws InterruptedException, CommandFailure {
        if (!BEGINNING.matcher(named).matches()) {
            return named;
        }
        var matching = new ArrayList<String>();
        for (JsonNode batch : apiClient.get("/batches").orFail().json()) {
            var id = batch.path("batch_id").asString("");
            if (id.startsWith(named)) {
                matching.add(id);
            }
        }
        return switch (matching.size()) {
            case 0 ->
                    throw new CommandFailure(
                            ExitCode.REFUSED, "batch_not_found: No batch begins with " + named);
            case 1 -> matching.getFirst();
            default ->
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "%d batches begin with %s: %s"
                                    .formatted(
                                            matching.size(), named, String.join(", ", matching)));
        };
    }
}
