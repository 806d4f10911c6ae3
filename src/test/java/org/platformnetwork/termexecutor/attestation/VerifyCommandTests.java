package org.platformnetwork.termexecutor.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@ExtendWith(OutputCaptureExtension.class)
class VerifyCommandTests {

    @TempDir Path directory;
    private TestVerdicts verdicts;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        verdicts = new TestVerdicts(directory.resolve("data"));
        file = directory.resolve("verdict.json");
        Files.write(file, TestVerdicts.bytes(verdicts.answer()));
    }

    @AfterEach
    void close() {
        verdicts.close();
    }

    @Test
    void sumsUpAGenuineVerdict(CapturedOutput output) {
        assertThat(VerifyCommand.run(List.of(file.toString()))).isZero();

        var key = verdicts.key().verifyingKey().hex();
        assertThat(output.getOut())
                .endsWith(
                        """
                        batch     01234567-89ab-4def-8123-456789abcdef: failed
                        reward    1 of 4 tasks passed, 2 judged
                        archive   %s
                        agent     %s
                        ended     2026-01-01T00:01:00.001Z
                        executor  version 1.2, isolation uid
                        error     The service was stopped.
                        passed    owner/passed
                        failed    failed "ü" (timeout)
                        none      invalid (invalid_task)
                        none      not-begun
                        Genuine, signed by %s.
                        Whose key that is, it cannot say itself: compare it with the public_key at /instance of the
                        executor that you trust, or name that with --key.
                        """
                                .formatted("a".repeat(64), "b".repeat(64), key));
        assertThat(output.getErr()).isEmpty();
    }

    @Test
    void programsReadJson(CapturedOutput output) throws IOException {
        assertThat(VerifyCommand.run(List.of(file.toString(), "--json"))).isZero();
        Files.writeString(file, "{}");
        assertThat(VerifyCommand.run(List.of(file.toString(), "--json"))).isEqualTo(1);

        var answers =
                output.getOut()
                        .lines()
                        .filter(line -> line.startsWith("{"))
                        .map(JsonMapper.shared()::readTree)
                        .toList();
        assertThat(answers.get(0).path("genuine").asBoolean()).isTrue();
        assertThat(answers.get(0).at("/document/passed_tasks").asInt()).isOne();
        assertThat(answers.get(1).path("genuine").asBoolean(true)).isFalse();
        assertThat(answers.get(1).path("reason").asString()).isNotBlank();
        assertThat(output.getErr()).isEmpty();
    }

    @Test
    void comparesTheKey(CapturedOutput output) {
        var key = verdicts.key().verifyingKey().hex();

        assertThat(VerifyCommand.run(List.of("--key", key, file.toString()))).isZero();
        assertThat(output.getOut()).endsWith("Genuine, signed by the expected key.\n");

        var other = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        assertThat(VerifyCommand.run(List.of(file.toString(), "--key", other))).isEqualTo(1);
        assertThat(output.getErr())
                .isEqualTo("Not genuine: It is signed by another key than the expected one.\n");
    }

    @Test
    void readsTheStandardInput() throws IOException {
        try (var in = Files.newInputStream(file)) {
            assertThat(VerifyCommand.run(List.of("-"), in)).isZero();
        }
        assertThat(VerifyCommand.run(List.of("-"), InputStream.nullInputStream())).isEqualTo(1);
    }

    @Test
    void changedVerdictIsNotGenuine(CapturedOutput output) throws IOException {
        Files.writeString(file, Files.readString(file).replace("\"reward\":0", "\"reward\":1"));

        assertThat(VerifyCommand.run(List.of(file.toString()))).isEqualTo(1);
        assertThat(output.getErr())
                .isEqualTo("Not genuine: The document is not the one of its SHA-256.\n");
        assertThat(output.getOut()).doesNotContain("passed", "Genuine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "--key", "FILE --key", "--keys a", "-x", "FILE --key a", "- -"})
    void wrongCommandLineSaysTheRightOne(String line, CapturedOutput output) {
        var arguments = line.isEmpty() ? List.<String>of() : List.of(line.split(" "));

        assertThat(VerifyCommand.run(arguments)).isEqualTo(2);
        assertThat(output.getErr())
                .containsAnyOf("Usage: ", "Possible solutions", "64 lower-case hex digits");
    }

    @Test
    void fileThatCannotBeReadIsAnotherMatter(CapturedOutput output) {
        assertThat(VerifyCommand.run(List.of(directory.resolve("gone").toString()))).isEqualTo(2);
        assertThat(VerifyCommand.run(List.of(directory.toString()))).isEqualTo(2);
        assertThat(VerifyCommand.run(List.of("a\0b"))).isEqualTo(2);
        assertThat(output.getErr()).isEqualTo("The file cannot be read.\n".repeat(3));
    }

    @Test
    void endlessInputIsRefused() {
        var endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return ' ';
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        Arrays.fill(buffer, offset, offset + length, (byte) ' ');
                        return length;
                    }
                };

        assertThat(VerifyCommand.run(List.of("-"), endless)).isEqualTo(1);
    }

    @Test
    void nothingInAVerdictReachesTheTerminal(CapturedOutput output) {
        var hostile = "\u001b[2J\u009b1m\r\n\u202e\u2028\ufeffx";
        var document = (ObjectNode) StrictJson.tree(verdicts.document(verdicts.ended()));
        for (var member :
                List.of(
                        "batch_id",
                        "status",
                        "error",
                        "version",
                        "isolation",
                        "archive_sha256",
                        "agent_sha256",
                        "finished_at")) {
            document.put(member, hostile);
        }
        for (var task : document.path("tasks")) {
            ((ObjectNode) task).put("task_id", hostile).put("failure_class", hostile);
        }
        var answer = TestVerdicts.bytes(verdicts.answer(document));

        assertThat(VerifyCommand.run(List.of("-"), new ByteArrayInputStream(answer))).isZero();
        assertThat(output.getOut())
                .contains("?[2J?1m?????x")
                .doesNotContain("\u001b", "\u009b", "\r", "\u202e", "\u2028", "\ufeff");
    }

    @ParameterizedTest
    @ValueSource(ints = {299, 300, 301})
    void showsSoMuchOfAText(int length, CapturedOutput output) {
        var document = (ObjectNode) StrictJson.tree(verdicts.document(verdicts.ended()));
        document.put("error", "z".repeat(length));
        var answer = TestVerdicts.bytes(verdicts.answer(document));

        assertThat(VerifyCommand.run(List.of("-"), new ByteArrayInputStream(answer))).isZero();
        assertThat(output.getOut().lines())
                .contains("error     " + "z".repeat(Math.min(length, 300)));
    }
}
