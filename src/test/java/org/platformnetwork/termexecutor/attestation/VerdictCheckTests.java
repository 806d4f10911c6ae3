package org.platformnetwork.termexecutor.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class VerdictCheckTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static TestVerdicts verdicts;
    private static TestVerdicts stranger;

    @BeforeAll
    static void makeKeys(@TempDir Path own, @TempDir Path other) {
        verdicts = new TestVerdicts(own);
        stranger = new TestVerdicts(other);
    }

    @AfterAll
    static void close() {
        verdicts.close();
        stranger.close();
    }

    private static VerdictCheck check(JsonNode answer) {
        return VerdictCheck.of(TestVerdicts.bytes(answer), null);
    }

    private static VerdictCheck check(String answer) {
        return VerdictCheck.of(answer.getBytes(StandardCharsets.UTF_8), null);
    }

    private static void assertGenuine(VerdictCheck check) {
        assertThat(check).isInstanceOf(VerdictCheck.Genuine.class);
    }

    private static void assertRefused(VerdictCheck check, String reason) {
        assertThat(check).isEqualTo(new VerdictCheck.Refused(reason));
    }

    @Test
    void noCharacterCanBeAnother() {
        var answer = verdicts.answer().toString();
        for (int i = 0; i < answer.length(); i++) {
            var changed = new StringBuilder(answer);
            changed.setCharAt(i, (char) (answer.charAt(i) ^ 1));
            assertThat(check(changed.toString()))
                    .as("character %d: %s", i, answer.charAt(i))
                    .isInstanceOf(VerdictCheck.Refused.class);
        }
    }

    @Test
    void nothingCanBeCutOff() {
        var answer = verdicts.answer().toString();
        for (int length = 0; length < answer.length(); length++) {
            assertThat(check(answer.substring(0, length))).isInstanceOf(VerdictCheck.Refused.class);
        }
    }

    @Test
    void formatAndOrderDoNotMatter() {
        var answer = verdicts.answer();

        assertGenuine(check(answer.toPrettyString()));
        assertGenuine(check(reversed(answer)));
        assertGenuine(check(" " + answer.toString().replace("\"reward\":1", "\"reward\" : 1.0e0")));
        assertGenuine(check(answer.toString().replace("ü", "\\u00fc")));
    }

    private static JsonNode reversed(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        var members = new TreeMap<String, JsonNode>();
        value.forEachEntry(members::put);
        var result = JSON.createObjectNode();
        members.descendingMap().forEach((name, member) -> result.set(name, reversed(member)));
        return result;
    }

    @Test
    void whatIsShownIsWhatWasSigned() {
        var answer = verdicts.answer().toString();

        assertRefused(
                check(answer.replace("\"passed_tasks\":1", "\"passed_tasks\":4")),
                "The document is not the one of its SHA-256.");
        assertRefused(
                check(
                        answer.replace(
                                "\"passed_tasks\":1", "\"passed_tasks\":1,\"passed_tasks\":4")),
                "It is not JSON, or names a member of an object twice.");
        assertThat(
                        check(
                                answer.replace(
                                        "\"passed_tasks\":1",
                                        "\"passed_tasks\":1.00000000000000001")))
                .isEqualTo(check(answer));
    }

    @Test
    void sumMadeAnewDoesNotHelp() {
        var changed = verdicts.answer();
        ((ObjectNode) changed.path("document")).put("passed_tasks", 4);
        changed.put("sha256", DigestUtils.sha256Hex(CanonicalJson.of(changed.path("document"))));

        assertRefused(check(changed), "The signature is not by its key over this document.");
    }

    @Test
    void anotherKeyIsNotThisExecutors() {
        var answer = verdicts.answer();
        answer.put("public_key", stranger.key().verifyingKey().hex());
        assertRefused(check(answer), "The document names another key than the one beside it.");

        var forged = stranger.answer(StrictJson.tree(verdicts.document(verdicts.ended())));
        assertRefused(check(forged), "The document names another key than the one beside it.");

        var own = TestVerdicts.bytes(stranger.answer());
        assertGenuine(VerdictCheck.of(own, stranger.key().verifyingKey()));
        assertRefused(
                VerdictCheck.of(own, verdicts.key().verifyingKey()),
                "It is signed by another key than the expected one.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"document\"", "{}", "{\"document\":[]}"})
    void anythingElseIsNoAnswer(String json) {
        assertThat(check(json)).isInstanceOf(VerdictCheck.Refused.class);
    }

    @Test
    void partsOfTheSealCannotBeMissing() {
        for (var part : List.of("sha256", "algorithm", "public_key", "signature")) {
            var answer = verdicts.answer();
            answer.remove(part);
            assertThat(check(answer)).as(part).isInstanceOf(VerdictCheck.Refused.class);
            answer.put(part, 7);
            assertThat(check(answer)).as(part).isInstanceOf(VerdictCheck.Refused.class);
        }
    }

    @Test
    void signedNonsenseIsNoVerdict() {
        List<Consumer<ObjectNode>> changes = new ArrayList<>();
        changes.add(document -> document.put("tasks", "none"));
        changes.add(document -> document.put("passed_tasks", "1"));
        changes.add(document -> document.put("passed_tasks", 0.5));
        changes.add(document -> document.put("passed_tasks", 5_000_000_000L));
        changes.add(document -> document.putNull("passed_tasks"));
        changes.add(document -> document.putNull("batch_id"));
        changes.add(document -> document.remove("status"));
        changes.add(document -> document.putNull("tasks"));
        changes.add(document -> document.putArray("tasks").addNull());
        changes.add(document -> document.putArray("tasks").add(7));
        changes.add(document -> document.put("instance", "key"));
        for (var change : changes) {
            var document = (ObjectNode) StrictJson.tree(verdicts.document(verdicts.ended()));
            change.accept(document);
            assertThat(check(verdicts.answer(document)))
                    .as(document::toString)
                    .isInstanceOf(VerdictCheck.Refused.class);
        }
    }

    @Test
    void anotherFormatIsNotThisOne() {
        var document = (ObjectNode) StrictJson.tree(verdicts.document(verdicts.ended()));
        document.put("format", "term-executor/verdict/3");

        assertRefused(
                check(verdicts.answer(document)),
                "It is not a document of the format term-executor/verdict/1 or 2.");
    }

    @Test
    void laterVersionsMaySayMore() {
        var document = (ObjectNode) StrictJson.tree(verdicts.document(verdicts.ended()));
        document.put("more", "text");

        assertGenuine(check(verdicts.answer(document)));
    }
}
