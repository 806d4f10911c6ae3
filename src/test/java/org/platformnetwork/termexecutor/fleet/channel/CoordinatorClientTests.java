package org.platformnetwork.termexecutor.fleet.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.testing.ManualClock;

@Timeout(60)
class CoordinatorClientTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock();
    private final CountDownLatch lost = new CountDownLatch(1);

    /** What a coordinator's log keeps over its restarts. */
    private final List<LogEntry> log = new CopyOnWriteArrayList<>();

    private final List<TaskStatus> entered = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private Path directory = Path.of("");

    @BeforeEach
    void enter(@TempDir Path temporary) {
        directory = temporary;
    }

    @AfterEach
    void close() throws Exception {
        for (var each : closing.reversed()) {
            each.close();
        }
    }

    /** One life of a coordinator, which waits for the attempt unless it is not told of it. */
    private InternalServer coordinator(int port, AttemptChannels channels)
            throws LifecycleException {
        var server = new InternalServer(directory, port, channels, InternalServer.KEY, clock);
        closing.add(server);
        return server;
    }

    private AttemptChannels channels() {
        return new AttemptChannels(_ -> log.size());
    }

    private AttemptChannel open(AttemptChannels channels) {
        return channels.open(Entries.REQUEST, entered::add, log::add);
    }

    private CoordinatorClient client(InternalServer server) {
        return client(server, InternalServer.KEY);
    }

    private CoordinatorClient client(InternalServer server, FleetKey key) {
        var client = new CoordinatorClient(server.settings(), key, "one", TIMEOUT, clock);
        closing.add(client);
        return client;
    }

    private CoordinatorClient.Report report(CoordinatorClient client, int run) {
        var report = client.report(Entries.REQUEST, run, lost::countDown);
        closing.add(report);
        return report;
    }

    private List<String> texts() {
        return log.stream().map(LogEntry::text).toList();
    }

    @Test
    void largeBodyHasTimeToArrive() {
        assertThat(CoordinatorCalls.timeout(TIMEOUT, 1000)).isEqualTo(TIMEOUT);
        assertThat(CoordinatorCalls.timeout(TIMEOUT, 64 << 20)).isEqualTo(TIMEOUT.plusSeconds(256));
    }

    @Test
    void phasesAndEntriesArriveInOrder() throws Exception {
        var channels = channels();
        open(channels);
        var report = report(client(coordinator(0, channels)), 1);
        report.phases().accept(TaskStatus.CLONING_REPO);
        report.output().accept(Entries.of("a"));
        report.phases().accept(TaskStatus.RUNNING_AGENT);
        report.output().accept(Entries.of("b\u0000 \ud83d\ude00"));
        report.flush();

        assertThat(texts()).containsExactly("a", "b\u0000 \ud83d\ude00");
        assertThat(entered).containsExactly(TaskStatus.CLONING_REPO, TaskStatus.RUNNING_AGENT);
        assertThat(lost.getCount()).isOne();
    }

    @Test
    void coordinatorThatRestartsMissesNothingAndSeesNothingTwice() throws Exception {
        var channels = channels();
        var first = open(channels);
        int port = InternalServer.freePort();
        var server = coordinator(port, channels);
        var report = report(client(server), 1);
        for (int life = 0; life < 5; life++) {
            for (int i = 0; i < 20; i++) {
                report.output().accept(Entries.of(life + "/" + i));
            }
            int kept = log.size();
            await().until(() -> log.size() > kept);
            server.close();
            report.output().accept(Entries.of(life + "/meanwhile"));
            var next = channels();
            open(next);
            server = coordinator(port, next);
        }
        first.close();
        report.flush();

        assertThat(texts())
                .containsExactlyElementsOf(
                        IntStream.range(0, 5)
                                .boxed()
                                .flatMap(life ->
                                        IntStream.range(0, 21)
                                                .mapToObj(i ->
                                                        life + "/" + (i == 20 ? "meanwhile" : i)))
                                .toList());
        assertThat(lost.getCount()).isOne();
    }

    /** The answer to a call is lost with the coordinator that had kept what came with it. */
    @Test
    void whatWasKeptWithoutAnAnswerIsNotKeptTwice() throws Exception {
        var channels = channels();
        var breaks = new AtomicBoolean(true);
        channels.open(
                Entries.REQUEST,
                entered::add,
                entry -> {
                    log.add(entry);
                    if (entry.text().equals("b") && breaks.getAndSet(false)) {
                        open(channels);
                        throw new IllegalStateException("the coordinator breaks");
                    }
                });
        var report = report(client(coordinator(0, channels)), 1);
        for (var text : List.of("a", "b", "c")) {
            report.output().accept(Entries.of(text));
        }
        report.flush();

        assertThat(texts()).containsExactly("a", "b", "c");
    }

    /** A machine that lost its power has less than it was sent. */
    @Test
    void coordinatorThatLostEntriesIsSentTheNextOnes() throws Exception {
        var channels = channels();
        open(channels);
        var report = report(client(coordinator(0, channels)), 1);
        report.output().accept(Entries.of("a"));
        report.output().accept(Entries.of("b"));
        report.flush();
        log.removeLast();
        open(channels);

        report.phases().accept(TaskStatus.RUNNING_TESTS);
        report.output().accept(Entries.of("c"));
        report.flush();

        assertThat(texts()).containsExactly("a", "c");
    }

    @Test
    void attemptThatIsOverEndsItsWorkers() throws Exception {
        var channels = channels();
        var channel = open(channels);
        var report = report(client(coordinator(0, channels)), 1);
        report.output().accept(Entries.of("a"));
        report.flush();
        channel.end();

        report.output().accept(Entries.of("b"));

        assertThat(lost.await(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(report::flush).isInstanceOf(IOException.class);
        assertThat(texts()).containsExactly("a");
    }

    @Test
    void coordinatorThatDoesNotKnowTheAttemptYetIsAwaited() throws Exception {
        var channels = channels();
        var report = report(client(coordinator(0, channels)), 1);
        report.output().accept(Entries.of("a"));
        open(channels);
        report.flush();

        assertThat(texts()).containsExactly("a");
    }

    @Test
    void archiveIsWrittenOnlyWithItsHash() throws Exception {
        var client = client(coordinator(0, channels()));
        var content = "an archive".repeat(100_000).getBytes(UTF_8);
        var hash = ArchiveHash.of(ArchiveHash.digest().digest(content));
        Files.write(directory.resolve(hash.hex()), content);
        var target = directory.resolve("fetched");
        client.fetch(hash, target);
        assertThat(target).hasBinaryContent(content);

        Files.delete(target);
        Files.write(directory.resolve(hash.hex()), new byte[] {1});
        assertThatThrownBy(() -> client.fetch(hash, target)).hasMessageContaining("its hash");
        assertThat(target).doesNotExist();

        Files.delete(directory.resolve(hash.hex()));
        assertThatThrownBy(() -> client.fetch(hash, target))
                .hasMessageContaining("no such archive");
        assertThat(target).doesNotExist();
    }

    @Test
    void resultIsKeptUntilItsBatchHasEnded() throws Exception {
        var client = client(coordinator(0, channels()));
        var batch = Entries.REQUEST.execution().batch();
        var hash = client.put(batch, "a result".getBytes(UTF_8));
        var isLive = new AtomicBoolean(true);
        var documents = new ResultDocuments(directory.resolve("results"), _ -> isLive.get());

        documents.reap();
        assertThat(documents.read(batch, hash)).isEqualTo("a result".getBytes(UTF_8));
        isLive.set(false);
        documents.reap();
        assertThat(directory.resolve("results")).isEmptyDirectory();
    }

    @Test
    void greetingSaysWhatIsWrong() throws Exception {
        var server = coordinator(0, channels());
        assertThat(client(server).greet().version()).isEqualTo("1");

        var other = FleetKey.of("another key of the fleet, of 32 bytes or more");
        assertThatThrownBy(() -> client(server, other).greet())
                .hasMessageContaining("FLEET_KEY_FILE");

        var both =
                FleetKey.of(
                        "a key of the fleet, of 32 bytes or more\n"
                                + "another key of the fleet, of 32 bytes or more");
        var rotated = new InternalServer(directory.resolve("r"), 0, channels(), both, clock);
        closing.add(rotated);
        assertThat(client(rotated, other).greet().version()).isEqualTo("1");
    }

    @Test
    void workerThatIsCutOffGivesUpAfterTheTimeout() {
        var silence = new Silence(clock, TIMEOUT);
        var late = new HttpTimeoutException("no answer");
        var began = clock.instant();
        clock.advance(Duration.ofSeconds(29));
        assertThat(silence.isTooLong(began, late)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(silence.isTooLong(began, late)).isTrue();
    }

    @Test
    void coordinatorThatIsDownIsAwaitedForQuarterOfAnHour() {
        var silence = new Silence(clock, TIMEOUT);
        var refused = new ConnectException("refused");
        var began = clock.instant();
        clock.advance(Duration.ofMinutes(14));
        assertThat(silence.isTooLong(began, refused)).isFalse();
        silence.ends();
        clock.advance(Duration.ofMinutes(14));
        assertThat(silence.isTooLong(clock.instant(), refused)).isFalse();
        clock.advance(Duration.ofMinutes(15));
        assertThat(silence.isTooLong(clock.instant(), refused)).isTrue();
    }

    @Test
    void urlsThatCannotBeRightAreRefused() {
        for (var url : List.of("coordinator:8090", "ftp://a", "http://a/path", "http://", "::")) {
            var settings = new ChannelSettings("", "", 0, "", "", url, "");
            assertThatThrownBy(() ->
                            new CoordinatorClient(
                                    settings, InternalServer.KEY, "one", TIMEOUT, clock))
                    .isInstanceOf(StartupException.class)
                    .hasMessageStartingWith("COORDINATOR_URL");
        }
    }

    @Test
    void publicAddressWithoutTlsIsRefused() {
        var settings = new ChannelSettings("", "", 0, "", "", "http://192.0.2.1:1", "");
        try (var client =
                new CoordinatorClient(settings, InternalServer.KEY, "one", TIMEOUT, clock)) {
            assertThatThrownBy(client::greet).hasMessageContaining("use https");
        }
        assertThatThrownBy(() ->
                        ChannelConfiguration.address(
                                new ChannelSettings("", "0.0.0.0", 0, "", "", "", "")))
                .hasMessageContaining("INTERNAL_ADDRESS=0.0.0.0");
    }
}
