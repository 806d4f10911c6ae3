package org.platformnetwork.termexecutor.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A batch that a service kept before there was format 2: its rows, and the document that the
 * service signed of it, as both were then.
 */
class EarlierBatchIntegrationTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private @TempDir Path directory;

    @Test
    void isSignedAsItWasFromSqlite() throws IOException {
        var data = Files.createDirectory(directory.resolve("data"));
        var source = new DriverManagerDataSource("jdbc:sqlite:" + data.resolve("term-executor.db"));
        assertSignedAsItWas(source, Map.of("binary", "blob", "time", "integer"), "");
    }

    @Test
    @EnabledIfPostgres
    void isSignedAsItWasFromPostgres() throws IOException {
        var url = PostgresServer.database();
        var source = new DriverManagerDataSource("jdbc:" + url.replace("test@", ""), "test", "");
        assertSignedAsItWas(source, Map.of("binary", "bytea", "time", "timestamptz"), url);
    }

    @Test
    void isVerifiedAsItWas() throws IOException {
        try (var verdicts = new TestVerdicts(directory)) {
            var key = verdicts.key().verifyingKey();
            var document = (ObjectNode) read().path("document");
            document.put("instance", key.hex());
            var answer = TestVerdicts.bytes(verdicts.answer(document));

            assertThat(VerdictCheck.of(answer, key))
                    .isInstanceOfSatisfying(
                            VerdictCheck.Genuine.class,
                            genuine ->
                                    assertThat(canonical(genuine.document().json()))
                                            .isEqualTo(canonical(document)));
        }
    }

    private void assertSignedAsItWas(
            DriverManagerDataSource source, Map<String, String> placeholders, String databaseUrl)
            throws IOException {
        Flyway.configure()
                .dataSource(source)
                .placeholders(placeholders)
                .target("2")
                .load()
                .migrate();
        var kept = read();
        var db = JdbcClient.create(source);
        for (var table : kept.path("rows").properties()) {
            for (var row : table.getValue()) {
                insert(db, table.getKey(), row);
            }
        }
        var document = kept.path("document");

        try (var store = TestStore.open(directory.resolve("data"), databaseUrl)) {
            var id = new BatchId(UUID.fromString(document.path("batch_id").asString()));
            var batches = TestBatches.create(store.store(), new ManualClock());
            var batch = batches.find(id).orElseThrow();
            var key = new VerifyingKey(document.path("instance").asString());

            assertThat(canonical(VerdictDocument.of(batch, batch.state(), key).json()))
                    .isEqualTo(canonical(document));
        }
    }

    private static String canonical(JsonNode json) {
        return new String(CanonicalJson.of(json), StandardCharsets.UTF_8);
    }

    private static JsonNode read() throws IOException {
        try (var in =
                EarlierBatchIntegrationTests.class.getResourceAsStream("earlier-batch.json")) {
            return JSON.readTree(Objects.requireNonNull(in));
        }
    }

    private static void insert(JdbcClient db, String table, JsonNode row) {
        var columns = row.propertyNames();
        db.sql(
                        "insert into %s (%s) values (%s)"
                                .formatted(
                                        table,
                                        String.join(", ", columns),
                                        columns.stream()
                                                .map(column -> "?")
                                                .collect(Collectors.joining(", "))))
                .params(columns.stream().map(column -> value(column, row.path(column))).toList())
                .update();
    }

    private static @Nullable Object value(String column, JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> null;
            case BOOLEAN -> value.asBoolean();
            case NUMBER -> value.asLong();
            case OBJECT, ARRAY ->
                    column.equals("attempts") || column.equals("result")
                            ? zipped(value)
                            : value.toString();
            default -> value.asString();
        };
    }

    private static byte[] zipped(JsonNode value) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(JSON.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
