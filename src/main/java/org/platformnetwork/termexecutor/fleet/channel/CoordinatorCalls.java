package org.platformnetwork.termexecutor.fleet.channel;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.file.StartupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to a coordinator, each with a proof of the fleet's key, and repeated where it helps. */
final class CoordinatorCalls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CoordinatorCalls.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final int SLOWEST_BYTES_A_SECOND = 256 * 1024;

    private final URI base;
    private final String worker;
    private final RequestProof proof;
    private final Duration timeout;
    private final InstantSource clock;
    private final Sleeper sleeper = Thread::sleep;
    private final HttpClient http;

    CoordinatorCalls(
            ChannelSettings settings,
            FleetKey key,
            String worker,
            Duration timeout,
            InstantSource clock) {
        this.base = base(settings.url());
        this.worker = worker;
        this.proof = new RequestProof(key, clock);
        this.timeout = timeout;
        this.clock = clock;
        var client =
                HttpClient.newBuilder()
                        .version(Version.HTTP_1_1)
                        .connectTimeout(
                                timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT);
        if (!settings.tlsCa().isEmpty()) {
            client.sslContext(trusting(Path.of(settings.tlsCa())));
        }
        this.http = client.build();
    }

    private static URI base(String url) {
        if (url.isEmpty()) {
            throw new StartupException("COORDINATOR_URL is not set; a worker needs it.");
        }
        try {
            var base = URI.create(url.replaceAll("/+$", ""));
            if (base.getHost() != null
                    && ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))
                    && String.valueOf(base.getRawPath()).isEmpty()
                    && base.getRawQuery() == null
                    && base.getRawUserInfo() == null) {
                return base;
            }
        } catch (IllegalArgumentException _) {
            // As any other text.
        }
        throw new StartupException(
                "COORDINATOR_URL is not allowed: https://host:port, or http:// with a loopback or"
                        + " private address, without a path.");
    }

    private static SSLContext trusting(Path authority) {
        try (var in = Files.newInputStream(authority)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException _) {
            throw new StartupException("INTERNAL_TLS_CA cannot be read as certificates (PEM).");
        }
    }

    /** The coordinator will not take a call, and never will. */
    static final class RefusedException extends IOException {

        @java.io.Serial private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** What is sent may be read on the way where there is no TLS. */
    void checkAddress() throws IOException {
        if (base.getScheme().equals("http")) {
            try {
                var address = InetAddress.getByName(base.getHost());
                if (!ChannelConfiguration.isPrivate(address)) {
                    throw new RefusedException(
                            "COORDINATOR_URL leads to a public address without TLS: use https.");
                }
            } catch (UnknownHostException e) {
                throw new IOException("the host of COORDINATOR_URL is unknown", e);
            }
        }
    }

    Silence silence() {
        return new Silence(clock, timeout);
    }

    Duration timeout() {
        return timeout;
    }

    InstantSource clock() {
        return clock;
    }

    private interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * Sends a request until it is answered with anything but a fault of the coordinator's.
     *
     * @param silence of the coordinator before
     * @return with status 200, or 409
     * @throws RefusedException when it is refused for good
     */
    HttpResponse<byte[]> send(String method, String path, byte[] body, Silence silence)
            throws IOException, InterruptedException {
        return repeat(silence, () -> once(method, path, body, BodyHandlers.ofByteArray()));
    }

    private <T> T repeat(Silence silence, Attempt<T> attempt)
            throws IOException, InterruptedException {
        var wait = FIRST_WAIT;
        while (true) {
            var began = clock.instant();
            try {
                var answer = attempt.run();
                silence.ends();
                return answer;
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                giveUp(silence, began, e);
            }
            sleeper.sleep(wait);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : wait;
        }
    }

    private static void giveUp(Silence silence, Instant began, IOException failure)
            throws IOException {
        if (silence.isTooLong(began, failure)) {
            log.atWarn()
                    .addKeyValue("cause", String.valueOf(failure.getMessage()))
                    .log("The coordinator takes nothing (COORDINATOR_URL)");
            throw failure;
        }
    }

    /**
     * How long one request may take: a large body needs its time on a slow line.
     *
     * @param least for one without a body
     */
    static Duration timeout(Duration least, int bytes) {
        return least.plusSeconds(bytes / SLOWEST_BYTES_A_SECOND);
    }

    /** Sends a request once. */
    <T> HttpResponse<T> once(String method, String path, byte[] body, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        var target = InternalServlet.PREFIX + path;
        var request =
                HttpRequest.newBuilder(URI.create(base + target))
                        .timeout(timeout(timeout, body.length))
                        .header(
                                "Authorization",
                                proof.header(method, target, worker, RequestProof.hash(body)))
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build();
        var response = http.send(request, handler);
        int status = response.statusCode();
        if (status == 200 || status == 409) {
            return response;
        }
        var problem = problem(response);
        switch (status) {
            case 400, 403, 410, 413 -> throw new RefusedException(problem);
            default -> throw new IOException(problem);
        }
    }

    private static String problem(HttpResponse<?> response) {
        try {
            var bytes =
                    switch (response.body()) {
                        case byte[] whole -> whole;
                        case InputStream in -> {
                            try (in) {
                                yield in.readNBytes(4096);
                            }
                        }
                        default -> new byte[0];
                    };
            return String.valueOf(InternalReply.read(bytes).message());
        } catch (IOException | RuntimeException _) {
            // Not from a coordinator: something that stands before it.
            return "COORDINATOR_URL answers with status " + response.statusCode();
        }
    }

    /** Writes what is answered to a file, each time from its beginning. */
    void download(String path, Path target, Silence silence)
            throws IOException, InterruptedException {
        repeat(
                silence,
                () -> {
                    var response = once("GET", path, new byte[0], BodyHandlers.ofInputStream());
                    try (var in = response.body();
                            var out = Files.newOutputStream(target)) {
                        var buffer = new byte[64 * 1024];
                        for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
                            out.write(buffer, 0, read);
                        }
                    }
                    return response;
                });
    }

    /** A stream that stalls is ended. */
    private int read(InputStream in, byte[] buffer) throws IOException {
        var read = new CompletableFuture<Integer>();
        var guard =
                read.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(_ -> {
                            close(in);
                            return 0;
                        });
        try {
            return in.read(buffer);
        } finally {
            read.complete(0);
            guard.join();
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException _) {
            // It was to end, and has.
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
