package org.platformnetwork.termexecutor.page;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.platformnetwork.termexecutor.page.Description.Response;
import org.platformnetwork.termexecutor.testing.ServiceClient.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** Holds what a service answered against the description, and notes what was seen of it. */
final class Observations {

    /** What the web server adds to answers by itself. */
    private static final Set<String> HEADERS_OF_HTTP =
            Set.of(
                    "allow",
                    "connection",
                    "content-length",
                    "content-type",
                    "date",
                    "keep-alive",
                    "transfer-encoding");

    private final Description description;
    private final DescribedSchemas schemas;
    private final List<String> faults = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();

    Observations(JsonNode document) {
        this.description = new Description(document);
        this.schemas = new DescribedSchemas(document);
    }

    /** What was not as described. */
    List<String> faults() {
        return faults;
    }

    /** What is described and was not seen: an answer as {@code operation status code?}. */
    Set<String> unseen() {
        var all = new TreeSet<String>();
        for (var response : description.responses()) {
            all.addAll(response.codes().stream().map(code -> name(response, code)).toList());
            if (response.codes().isEmpty()) {
                all.add(name(response, ""));
            }
        }
        for (var id : List.of("followByWebSocket", "followByServerSentEvents")) {
            description
                    .document()
                    .at("/components/schemas/Event/discriminator/mapping")
                    .propertyNames()
                    .forEach(event -> all.add(id + " " + event));
        }
        all.removeAll(seen);
        return all;
    }

    /** One name for what may answer any operation. */
    private static String name(Response response, String code) {
        return response.status().equals("default")
                ? "any " + code
                : "%s %s %s".formatted(response.operation().id(), response.status(), code).strip();
    }

    Answer answer(String operation, Answer answer) {
        var response = description.response(description.operation(operation), answer.status());
        var known = faults.size();
        var code = checkBody(response, answer);
        seen.add(name(response, code));
        checkHeaders(response, answer.response().headers());
        if (answer.response().request().method().equals("GET")
                && !header(answer.response().headers(), "Access-Control-Allow-Origin")
                        .equals("*")) {
            faults.add("not for any origin");
        }
        for (int i = known; i < faults.size(); i++) {
            faults.set(i, "%s %d: %s".formatted(operation, answer.status(), faults.get(i)));
        }
        return answer;
    }

    /** Returns the error's code, if it is one. */
    private String checkBody(Response response, Answer answer) {
        var body = answer.response().body();
        var described = response.node().path("content");
        if (described.isMissingNode()) {
            if (!body.isEmpty()) {
                faults.add("a body that is not described");
            }
            return "";
        }
        var type = header(answer.response().headers(), "Content-Type");
        var content = described.path(type);
        if (content.isMissingNode()) {
            faults.add("a content type that is not described: " + type);
            return "";
        }
        var value = type.equals("application/json") ? answer.json() : StringNode.valueOf(body);
        faults.addAll(schemas.faults(content.path("schema"), value));
        return response.codes().isEmpty() ? "" : value.path("error").asString();
    }

    private void checkHeaders(Response response, HttpHeaders headers) {
        var undescribed = new TreeSet<String>();
        headers.map().keySet().forEach(name -> undescribed.add(name.toLowerCase(Locale.ROOT)));
        undescribed.removeAll(HEADERS_OF_HTTP);
        for (var header : response.node().path("headers").properties()) {
            var node = description.resolved(header.getValue());
            if (undescribed.remove(header.getKey().toLowerCase(Locale.ROOT))) {
                var value = StringNode.valueOf(header(headers, header.getKey()));
                faults.addAll(schemas.faults(node.path("schema"), value));
            } else if (node.path("required").asBoolean()) {
                faults.add("without the header " + header.getKey());
            }
        }
        undescribed.forEach(name -> faults.add("a header that is not described: " + name));
    }

    private static String header(HttpHeaders headers, String name) {
        return headers.firstValue(name).orElse("");
    }

    /** A frame of a WebSocket, which has to have been opened by 101. */
    void frame(JsonNode frame) {
        seen.add("followByWebSocket 101");
        message("followByWebSocket", frame);
    }

    /** The body of a stream that has ended. */
    void serverSentEvents(String body) {
        for (var block : body.strip().split("\n\n", -1)) {
            var lines = block.lines().toList();
            var frame = JsonMapper.shared().readTree(lines.get(2).substring("data: ".length()));
            var head =
                    List.of(
                            "id: " + frame.path("seq").asLong(),
                            "event: " + frame.path("event").asString());
            if (!lines.subList(0, 2).equals(head) || lines.size() != 3) {
                faults.add("an event's lines are not as described: " + lines);
            }
            message("followByServerSentEvents", frame);
        }
    }

    private void message(String operation, JsonNode frame) {
        seen.add(operation + " " + frame.path("event").asString());
        var schema = description.operation(operation).node().at("/x-messages/schema");
        schemas.faults(schema, frame)
                .forEach(fault -> faults.add("%s %s: %s".formatted(operation, frame, fault)));
    }
}
