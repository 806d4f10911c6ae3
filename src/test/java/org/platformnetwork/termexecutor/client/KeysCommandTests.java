package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysCommandTests {

    /** Substrate's development key //Alice, which everybody knows. */
    private static final String ALICE_SEED =
            "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";

    private static final String ALICE =
            """
            address    5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
            public key 0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d
            """;

    @TempDir private Path directory;

    private ToolRun inspect(String content) throws Exception {
        var file = Files.writeString(directory.resolve("key"), content);
        return ToolRun.of(Map.of(), "keys", "inspect", "--key-file", file.toString());
    }

    @Test
    void inspectReadsASeedFile() throws Exception {
        assertThat(inspect(ALICE_SEED + "\n")).isEqualTo(new ToolRun(0, ALICE, ""));
        assertThat(inspect(ALICE_SEED.substring(2)).out()).isEqualTo(ALICE);
    }

    @Test
    void inspectReadsAHotkeyFile() throws Exception {
        var run =
                inspect(
                        """
                        {"accountId": "0xd4", "secretPhrase": null, "secretSeed": "%s",
                         "ss58Address": "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}
                        """
                                .formatted(ALICE_SEED));

        assertThat(run).isEqualTo(new ToolRun(0, ALICE, ""));
    }

    @Test
    void addressOfAnotherKeyIsRefused() throws Exception {
        var run =
                inspect(
                        """
                        {"secretSeed": "%s", "ss58Address":
                         "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"}
                        """
                                .formatted(ALICE_SEED));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("ss58Address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "{",
                "{}",
                "{\"secretSeed\": 5}",
                "{\"secretSeed\": \"0xe5be\"}",
                "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0",
                "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a0",
                "$NACL damaged"
            })
    void otherContentIsUnusableAndNotRepeated(String content) throws Exception {
        var run = inspect(content);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).doesNotContain("e5be").hasLineCount(1);
    }

    @Test
    void environmentAndPromptGiveTheSeed() {
        var environment = Map.of("TERM_EXECUTOR_SEED", ALICE_SEED);
        var asked =
                new Surroundings(
                        Map.of(), true, question -> ALICE_SEED, InstantSource.system(), d -> {});

        assertThat(ToolRun.of(environment, "keys", "inspect").out()).isEqualTo(ALICE);
        assertThat(ToolRun.of(asked, "keys", "inspect").out()).isEqualTo(ALICE);
        assertThat(ToolRun.of(Map.of(), "keys", "inspect").exitCode()).isEqualTo(2);
    }

    @Test
    void newKeyIsReadAgain() throws Exception {
        var made = ToolRun.of(Map.of(), "keys", "new");
        var parts = Pattern.compile("seed {7}(\\S+)\n(.*)", Pattern.DOTALL).matcher(made.out());

        assertThat(parts.matches()).isTrue();
        assertThat(inspect(parts.group(1)).out()).isEqualTo(parts.group(2));
        assertThat(ToolRun.of(Map.of(), "keys", "new").out()).isNotEqualTo(made.out());
    }

    @Test
    void newKeyFileIsItsOwnersAloneAndNeverReplaced() throws Exception {
        var file = directory.resolve("hotkey").toString();

        var made = ToolRun.of(Map.of(), "keys", "new", "-o", file);

        assertThat(made.out()).doesNotContain("seed");
        assertThat(Files.getPosixFilePermissions(Path.of(file)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(ToolRun.of(Map.of(), "keys", "inspect", "--key-file", file).out())
                .isEqualTo(made.out());
        assertThat(ToolRun.of(Map.of(), "keys", "new", "-o", file).exitCode()).isEqualTo(2);
    }
}
