package org.platformnetwork.termexecutor.whitelist.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.FakeSubtensor;
import org.platformnetwork.termexecutor.testing.FakeSubtensor.Fault;
import org.platformnetwork.termexecutor.testing.Spec293;
import org.platformnetwork.termexecutor.testing.SubnetStateEncoder;
import org.platformnetwork.termexecutor.whitelist.chain.HttpTransport.Timeouts;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource.ChainReading;

class SubtensorClientTests {

    private static final Timeouts QUICK =
            new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(1));
    private static final Timeouts LONGER =
            new Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(10));
    private static final List<String> METHODS =
            List.of(
                    "chain_getBlockHash",
                    "chain_getFinalizedHead",
                    "chain_getHeader",
                    "state_getRuntimeVersion",
                    "state_call");

    private final FakeSubtensor node = new FakeSubtensor();
    private final FakeSubtensor other = new FakeSubtensor();

    @AfterEach
    void close() {
        Awaitility.await().until(() -> node.connections() + other.connections() == 0);
        node.close();
        other.close();
    }

    static Stream<Boolean> transports() {
        return Stream.of(true, false);
    }

    static Stream<Arguments> faults() {
        return Stream.of(Fault.values())
                .filter(fault -> fault != Fault.IN_PIECES)
                .flatMap(fault ->
                        transports()
                                .filter(webSocket -> webSocket || fault != Fault.BINARY)
                                .map(webSocket -> Arguments.of(fault, webSocket)));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void readsEverythingAtOneFinalizedBlock(boolean webSocket) throws Exception {
        var metagraph = metagraph(read(url(node, webSocket)));

        assertThat(metagraph.netuid()).isEqualTo(100);
        assertThat(metagraph.blockNumber()).isEqualTo(90);
        assertThat(metagraph.blockHash()).isEqualTo(Spec293.HEAD);
        assertThat(metagraph.specVersion()).isEqualTo(293);
        assertThat(metagraph.endpoint()).isEqualTo(url(node, webSocket));
        assertThat(metagraph.neurons()).hasSize(12);
        assertThat(node.methods()).isEqualTo(METHODS);
        assertThat(node.calls().get(4).path("params").path(1).asString()).isEqualTo("0x6400");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void joinsAnswersThatComeInPieces(boolean webSocket) throws Exception {
        node.fault("*", Fault.IN_PIECES);

        assertThat(metagraph(read(url(node, webSocket))).neurons()).hasSize(12);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void readsASubnetOfTheMainnetsSize(boolean webSocket) throws Exception {
        var neurons = Neurons.random(1024, 7);
        node.advance(343, SubnetStateEncoder.encodeHex(100, neurons));

        assertThat(metagraph(read(url(node, webSocket))).neurons()).isEqualTo(neurons);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void goesOnToTheNextEndpointAfterEveryFaultOfEveryCall(Fault fault, boolean webSocket)
            throws Exception {
        for (var method : methodsFor(fault)) {
            node.heal().fault(method, fault);
            var reading = read(fault, url(node, webSocket), url(other, !webSocket));

            assertThat(metagraph(reading).endpoint()).isEqualTo(url(other, !webSocket));
            assertThat(metagraph(reading).neurons()).hasSize(12);
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void saysInOneSentenceWhatWentWrong(Fault fault, boolean webSocket) throws Exception {
        node.fault(fault == Fault.REFUSES ? "*" : "state_call", fault);

        var reasons = reasons(read(fault, url(node, webSocket)));

        assertThat(reasons).hasSize(1);
        assertThat(reasons.getFirst())
                .startsWith(url(node, webSocket) + ": ")
                .endsWith(".")
                .contains(
                        switch (fault) {
                            case HANGS, HANGS_IN_THE_MIDDLE -> "answering took more than 1 s";
                            case CLOSES -> webSocket ? "code 1011" : "the connection broke";
                            case CLOSES_IN_THE_MIDDLE -> "answering";
                            case GARBAGE -> "is not JSON-RPC";
                            case NULL_RESULT -> "hexadecimal digits";
                            case OTHER_ID -> "the id of another call";
                            case TOO_LARGE -> "larger than 32 MB";
                            case BINARY -> "a binary message";
                            case REFUSES -> webSocket ? "HTTP status 403" : "HTTP status 503";
                            case IN_PIECES -> throw new AssertionError();
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    void goesOnWhenNobodyListensOrNobodyAnswers(String scheme) throws Exception {
        try (var silent = new ServerSocket(0)) {
            int closed;
            try (var server = new ServerSocket(0)) {
                closed = server.getLocalPort();
            }
            var reading =
                    read(
                            Fault.HANGS,
                            scheme + "://127.0.0.1:" + closed,
                            scheme + "://127.0.0.1:" + silent.getLocalPort(),
                            scheme + "://no-such-host.invalid",
                            scheme + "s://" + node.http().substring("http://".length()));

            assertThat(reasons(reading))
                    .hasSize(4)
                    .satisfies(all -> assertThat(all.get(0)).contains("cannot be reached"))
                    .satisfies(all -> assertThat(all.get(1)).contains("took"))
                    .satisfies(all ->
                            assertThat(all.get(2))
                                    .isEqualTo(
                                            scheme
                                                    + "://no-such-host.invalid:80: its name does"
                                                    + " not resolve."));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void quotesTheNodesErrors(boolean webSocket) throws Exception {
        node.error(
                "state_call",
                "{\"code\":4003,\"message\":\"Client error: Api called for an unknown Block\"}");
        assertThat(reasons(read(url(node, webSocket))).getFirst())
                .endsWith(
                        ": answered state_call with error 4003: Client error: Api called for an"
                                + " unknown Block.");

        node.error(
                "state_call",
                "{\"code\":-32603,\"message\":\"Exported method"
                        + " SubnetInfoRuntimeApi_get_subnet_state is not found.\"}");
        assertThat(reasons(read(url(node, webSocket))).getFirst()).endsWith("is not found.");
    }

    @Test
    void refusesAnotherChainUnlessAnyWillDo() throws Exception {
        var genesis = "0x" + "46".repeat(32);

        assertThat(reasons(client(settings(genesis, node.http())).read(Set.of())).getFirst())
                .contains("is of another chain");
        assertThat(client(settings("any", node.http())).read(Set.of()))
                .isInstanceOf(Metagraph.class);
        assertThat(node.methods()).hasSize(6);
    }

    @Test
    void refusesRuntimesOfOtherChains() throws Exception {
        assertThat(withVersion("node-subtensor", "other").getFirst())
                .contains("does not run a runtime of node-subtensor");
        assertThat(withVersion("0x8375104b299b74c5", "0x8375104b299b74c6").getFirst())
                .contains("without SubnetInfoRuntimeApi");
        assertThat(withVersion("\"specVersion\": 293", "\"specVersion\": \"293\"").getFirst())
                .contains("does not run a runtime");
    }

    @Test
    void refusesASubnetThatDoesNotExist() throws Exception {
        var settings = new ChainSettings(List.of(node.http()), Spec293.GENESIS, 200);

        assertThat(reasons(client(settings).read(Set.of())).getFirst())
                .endsWith(": knows no subnet 200.");
    }

    @Test
    void upgradeBetweenTwoCallsDoesNotMixBlocks() throws Exception {
        node.before("state_call", () -> node.advance(500, Spec293.SUBNET_100 + "0400"));

        var metagraph = metagraph(read(node.webSocket()));

        assertThat(metagraph.specVersion()).isEqualTo(293);
        assertThat(metagraph.blockHash()).isEqualTo(Spec293.HEAD);
        assertThat(metagraph.neurons()).hasSize(12);
    }

    @Test
    void toleratesTrailingBytesOnlyOfNewerRuntimesThanTested() throws Exception {
        node.advance(SubtensorClient.NEWEST_TESTED_SPEC, Spec293.SUBNET_100 + "0400");
        assertThat(reasons(read(node.http())).getFirst()).contains("2 bytes too many");

        node.advance(SubtensorClient.NEWEST_TESTED_SPEC + 1, Spec293.SUBNET_100 + "0400");
        assertThat(metagraph(read(node.http())).neurons()).hasSize(12);
    }

    @Test
    void passesOverEndpoints() throws Exception {
        var client = client(settings(Spec293.GENESIS, node.http(), other.webSocket()));

        assertThat(metagraph(client.read(Set.of(node.http()))).endpoint())
                .isEqualTo(other.webSocket());
        assertThat(reasons(client.read(Set.of(node.http(), other.webSocket())))).isEmpty();
        assertThat(node.methods()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void sendsTheKeysOfAnAddressAndShowsThemNowhere(boolean webSocket) throws Exception {
        var address = url(node, webSocket).replace("://", "://someone:s3cret99@");
        var url = address + "/v1/abcdef123456?token=qwertz98";
        node.error(
                "state_call", "{\"code\":1,\"message\":\"key abcdef123456 of s3cret99 qwertz98\"}");

        var reasons = reasons(read(url));

        assertThat(node.requests())
                .contains("Authorization: Basic c29tZW9uZTpzM2NyZXQ5OQ==")
                .anySatisfy(line -> assertThat(line).contains("/v1/abcdef123456?token=qwertz98"));
        assertThat(reasons.getFirst())
                .startsWith(url(node, webSocket) + ":")
                .doesNotContain("abcdef123456", "s3cret99", "qwertz98");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void stopsAtOnceWhenInterrupted(boolean webSocket) throws Exception {
        var asked = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        node.before("state_call", asked::countDown).fault("state_call", Fault.HANGS);
        var patient = new Timeouts(Duration.ofMinutes(5), Duration.ofMinutes(5));
        var client = new SubtensorClient(settings(Spec293.GENESIS, url(node, webSocket)), patient);
        var reader =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                client.read(Set.of());
                            } catch (InterruptedException e) {
                                interrupted.set(true);
                            }
                        });
        asked.await();
        reader.interrupt();

        assertThat(reader.join(Duration.ofMinutes(1))).isTrue();
        assertThat(interrupted).isTrue();
    }

    /** All five, where a fault does not cost a second each time. */
    private static List<String> methodsFor(Fault fault) {
        return switch (fault) {
            case REFUSES -> List.of("*");
            case HANGS, HANGS_IN_THE_MIDDLE -> List.of(METHODS.getFirst(), METHODS.getLast());
            default -> METHODS;
        };
    }

    private List<String> withVersion(String from, String to) throws InterruptedException {
        var version = Spec293.RUNTIME_VERSION;
        assertThat(version).contains(from);
        return reasons(read(node.runtimeVersion(version.replace(from, to)).http()));
    }

    private static String url(FakeSubtensor node, boolean webSocket) {
        return webSocket ? node.webSocket() : node.http();
    }

    private static ChainReading read(String... urls) throws InterruptedException {
        return client(settings(Spec293.GENESIS, urls)).read(Set.of());
    }

    /** Without patience only where the time runs out anyhow, however slow the machine is. */
    private static ChainReading read(Fault fault, String... urls) throws InterruptedException {
        // The JDK's WebSocket does not always tell of an end in the middle of a message.
        boolean timesOut =
                switch (fault) {
                    case HANGS, HANGS_IN_THE_MIDDLE, CLOSES_IN_THE_MIDDLE -> true;
                    default -> false;
                };
        var settings = settings(Spec293.GENESIS, urls);
        var reading =
                new SubtensorClient(settings, timesOut ? QUICK : Timeouts.DEFAULT).read(Set.of());
        // On a slow machine the endpoint that works may have run out of time as well.
        boolean again = timesOut && urls.length == 2 && reading instanceof ChainReading.Unreadable;
        return again ? new SubtensorClient(settings, LONGER).read(Set.of()) : reading;
    }

    private static ChainSettings settings(String genesis, String... urls) {
        return new ChainSettings(List.of(urls), genesis, 100);
    }

    private static SubtensorClient client(ChainSettings settings) {
        return new SubtensorClient(settings, Timeouts.DEFAULT);
    }

    private static Metagraph metagraph(ChainReading reading) {
        assertThat(reading).isInstanceOf(Metagraph.class);
        return (Metagraph) reading;
    }

    private static List<String> reasons(ChainReading reading) {
        assertThat(reading).isInstanceOf(ChainReading.Unreadable.class);
        return ((ChainReading.Unreadable) reading).reasons();
    }
}
