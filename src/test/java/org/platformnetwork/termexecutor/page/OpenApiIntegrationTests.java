package org.platformnetwork.termexecutor.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** A running service and the description that it gives of itself. */
class OpenApiIntegrationTests {

    /** What is described and does not come about here: a new entry needs a reason. */
    private static final Set<String> NOT_HAD =
            Set.of(
                    // A whitelist whose members are no addresses.
                    "submit 401 invalid_hotkey",
                    "cancelBatch 401 invalid_hotkey",
                    "cancelTask 401 invalid_hotkey",
                    // A database that cannot be read, either.
                    "listBatches 503 store_unavailable",
                    "readBatch 503 store_unavailable",
                    "listTasks 503 store_unavailable",
                    "readTask 503 store_unavailable",
                    "readLog 503 store_unavailable",
                    "readJunit 503 store_unavailable",
                    "readVerdict 503 store_unavailable",
                    "followByServerSentEvents 503 store_unavailable",
                    // Java's client does not show the body of a refused handshake.
                    "followByWebSocket 400 invalid_parameter",
                    // The service takes every Accept and Content-Type, and bodies of its own
                    // limits.
                    "any not_acceptable",
                    "any payload_too_large",
                    "any unsupported_media_type",
                    "any internal_error");

    @TempDir private static Path directory;
    private static TestRepository repository;
    private static RunningService service;
    private static RunningService strict;
    private static ServiceClient client;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service =
                start(
                        "work",
                        Map.of(
                                "MAX_ARCHIVE_BYTES", Integer.toString(Tour.MAX_ARCHIVE_BYTES),
                                "MAX_PENDING_CONSENSUS", Integer.toString(Tour.MAX_PENDING),
                                "MAX_QUEUED_BATCHES", "1"));
        strict =
                start("strict", Map.of("TRUSTED_VALIDATORS", "", "REQUIRE_BODY_SIGNATURE", "true"));
        client = service.client();
        document = client.get("/openapi.json").json();
    }

    private static RunningService start(String name, Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("ISOLATION", "process");
        return RunningService.start(directory.resolve(name), environment);
    }

    @AfterAll
    static void stop() {
        strict.close();
        service.close();
    }

    @Test
    void everyMappingIsDescribedAndNothingElse() {
        var mappings = new HashSet<String>();
        for (var mapping :
                service.bean(RequestMappingHandlerMapping.class).getHandlerMethods().keySet()) {
            for (var method : mapping.getMethodsCondition().getMethods()) {
                mapping.getPatternValues().forEach(path -> mappings.add(method + " " + path));
            }
        }
        var described = new HashSet<String>();
        for (var operation : new Description(document).operations()) {
            described.add(
                    operation.method().toUpperCase(Locale.ROOT)
                            + " "
                            + operation
                                    .path()
                                    .replaceFirst("/task/\\{task_id}(/log)?", "/task/{*path}"));
        }

        assertThat(described).isEqualTo(mappings);
    }

    @Test
    void isServedAsWhatItIs() {
        var answer = client.get("/openapi.json");

        assertThat(document.at("/info/version").asString())
                .isEqualTo(client.get("/status").text("version"));
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValue("application/json");
        assertThat(client.get("/openapi").response().body())
                .contains("<script type=\"module\" src=\"/page/openapi.js\">");
    }

    @Test
    void everyAnswerIsAsDescribed() throws SQLException {
        var observed = new Observations(document);

        new Tour(service, strict, repository, directory, observed).take();

        assertThat(observed.faults()).isEmpty();
        assertThat(observed.unseen()).isEqualTo(new TreeSet<>(NOT_HAD));
    }
}
