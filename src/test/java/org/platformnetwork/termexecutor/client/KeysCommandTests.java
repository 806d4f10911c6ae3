package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import tools.jackson.databind.json.JsonMapper;

class KeysCommandTests {

    /** Substrate's development key //Alice, which everyone knows. */
    private static final String ALICE_SEED =
            "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";

    private static final String ALICE =
            """
            address    5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
            public key 0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d
            """;

    @TempDir private Path directory;

    /** The words that every Substrate chain's development keys come from. */
    private static final String WORDS =
            "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    private static final String OF_WORDS = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";

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
    void inspectPrintsJsonForPrograms() {
        var run = ToolRun.of(Map.of("TERM_EXECUTOR_SEED", WORDS), "keys", "inspect", "--json");

        var key = JsonMapper.shared().readTree(run.out());
        assertThat(key.path("address").asString()).isEqualTo(OF_WORDS);
        assertThat(key.path("public_key").asString()).matches("0x[0-9a-f]{64}");
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
    void inspectReadsWordsInAnyForm() throws Exception {
        var hotkey =
                """
                {"accountId":"0x46","publicKey":"0x46","secretPhrase":"%s",
                 "ss58Address":"%s","privateKey":"0x05","cryptoType":1}\
                """
                        .formatted(WORDS, OF_WORDS);

        assertThat(inspect(WORDS + "\n").out()).contains(OF_WORDS);
        assertThat(inspect("  " + WORDS.replace(' ', '\n')).out()).contains(OF_WORDS);
        assertThat(inspect(hotkey).out()).contains(OF_WORDS);
        assertThat(ToolRun.of(Map.of("TERM_EXECUTOR_SEED", WORDS), "keys", "inspect").out())
                .contains(OF_WORDS);
        var piped =
                new CommandContext(
                        Map.of(),
                        false,
                        question -> null,
                        new ByteArrayInputStream(WORDS.getBytes(StandardCharsets.UTF_8)),
                        InstantSource.system(),
                        d -> {});
        assertThat(ToolRun.of(piped, "keys", "inspect", "--key-file", "-").out())
                .contains(OF_WORDS);
    }

    @Test
    void encryptedFileIsNamedSo() throws Exception {
        assertThat(inspect("$NACL\u0001\u0002").err()).contains("encrypted");
    }

    private void hotkey(String wallets, String wallet, String hotkey, String content)
            throws Exception {
        var keys = directory.resolve(wallets).resolve(wallet).resolve("hotkeys");
        Files.createDirectories(keys);
        Files.writeString(keys.resolve(hotkey), content);
    }

    @Test
    void walletsAreFoundAsBittensorFindsThem() throws Exception {
        hotkey(".bittensor/wallets", "default", "default", WORDS);
        hotkey(".bittensor/wallets", "mine", "hot", ALICE_SEED);
        hotkey("other", "mine", "default", ALICE_SEED);
        var home = Map.of("HOME", directory.toString());
        var variables =
                Map.of(
                        "HOME", directory.toString(),
                        "BT_WALLET_PATH", "~/other",
                        "BT_WALLET_NAME", "mine");
        var other = directory.resolve("other").toString();

        assertThat(ToolRun.of(home, "keys", "inspect").out()).contains(OF_WORDS);
        assertThat(ToolRun.of(home, "keys", "inspect", "--wallet", "mine", "--hotkey", "hot").out())
                .isEqualTo(ALICE);
        assertThat(ToolRun.of(variables, "keys", "inspect").out()).isEqualTo(ALICE);
        assertThat(
                        ToolRun.of(
                                        home,
                                        "keys",
                                        "inspect",
                                        "--wallet-path",
                                        other,
                                        "--wallet-name",
                                        "mine")
                                .out())
                .isEqualTo(ALICE);
    }

    @Test
    void missingHotkeyIsNamedWithItsPath() {
        var home = Map.of("HOME", directory.toString());

        var run = ToolRun.of(home, "keys", "inspect", "--wallet", "absent");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "There is no key file %s/.bittensor/wallets/absent/hotkeys/default.\n"
                                .formatted(directory));
    }

    @Test
    void fileAndWalletExcludeEachOther() {
        var run = ToolRun.of(Map.of(), "keys", "inspect", "--key-file", "-", "--wallet", "x");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("exclusive");
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
                "bottom drive obey lake curtain smoke basket hold race lonely fit e5be",
                "bottom drive obey lake curtain smoke basket hold race lonely fit walk//e5be",
                "{\"secretPhrase\": \"e5be bottom drive\"}",
                "{\"ss58Address\": \"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"}",
                "{\"cryptoType\": 0, \"secretSeed\": \"e5be\"}",
                "$NACLe5be",
                "$ANSIBLE_VAULT;1.1;AES256 e5be",
                "gAAAAAe5be"
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
                new CommandContext(
                        Map.of(),
                        true,
                        question -> ALICE_SEED,
                        InputStream.nullInputStream(),
                        InstantSource.system(),
                        d -> {});

        assertThat(ToolRun.of(environment, "keys", "inspect").out()).isEqualTo(ALICE);
        assertThat(ToolRun.of(asked, "keys", "inspect").out()).isEqualTo(ALICE);
        assertThat(ToolRun.of(Map.of(), "keys", "inspect").exitCode()).isEqualTo(2);
    }

    @Test
    void newKeyIsReadAgain() throws Exception {
        var made = ToolRun.of(Map.of(), "keys", "new");
        var parts = Pattern.compile("words {6}(.+)\nseed {7}(\\S+)\n((?s).*)").matcher(made.out());

        assertThat(parts.matches()).isTrue();
        assertThat(parts.group(1).split(" ")).hasSize(12);
        assertThat(inspect(parts.group(1)).out()).isEqualTo(parts.group(3));
        assertThat(inspect(parts.group(2)).out()).isEqualTo(parts.group(3));
        assertThat(ToolRun.of(Map.of(), "keys", "new").out()).isNotEqualTo(made.out());
    }

    @Test
    void newKeyHasAsManyWordsAsAskedFor() {
        for (int words : new int[] {15, 18, 21, 24}) {
            var run = ToolRun.of(Map.of(), "keys", "new", "--words", Integer.toString(words));

            assertThat(run.out().lines().findFirst().orElseThrow().split(" +")).hasSize(words + 1);
        }
        assertThat(ToolRun.of(Map.of(), "keys", "new", "--words", "13").exitCode()).isEqualTo(2);
    }

    @Test
    void newKeyFileIsItsOwnersAloneAndNeverReplaced() throws Exception {
        var file = directory.resolve("hotkey").toString();

        var made = ToolRun.of(Map.of(), "keys", "new", "-o", file);

        assertThat(made.out()).doesNotContain("seed", "words");
        assertThat(Files.readString(Path.of(file))).contains("secretPhrase", "secretSeed");
        assertThat(Files.getPosixFilePermissions(Path.of(file)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(ToolRun.of(Map.of(), "keys", "inspect", "--key-file", file).out())
                .isEqualTo(made.out());
        assertThat(ToolRun.of(Map.of(), "keys", "new", "-o", file).exitCode()).isEqualTo(2);
    }
}
