package org.platformnetwork.termexecutor.monitoring.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A collector of traces on the loopback, which decodes what it is sent. */
final class Collector implements AutoCloseable {

    /** How it answers. */
    enum Manner {
        TAKES,
        FAILS,
        HANGS
    }

    private final Manner manner;
    private final HttpServer server;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private Collector(Manner manner, HttpServer server) {
        this.manner = manner;
        this.server = server;
    }

    static Collector start(Manner manner) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var collector = new Collector(manner, server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", collector::take);
        server.start();
        return collector;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(exchange.getRequestBody().readAllBytes());
            var headers = exchange.getRequestHeaders();
            requests.add(
                    "%s %s %s %s"
                            .formatted(
                                    exchange.getRequestMethod(),
                                    exchange.getRequestURI(),
                                    headers.getFirst("Content-Type"),
                                    headers.getFirst("X-Key")));
            if (manner == Manner.HANGS) {
                end.await();
            }
            exchange.sendResponseHeaders(manner == Manner.TAKES ? 200 : 500, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was asked: method, address, content type and the header X-Key. */
    List<String> requests() {
        return requests;
    }

    /** All bytes that came, as text. */
    String raw() {
        var all = new ByteArrayOutputStream();
        bodies.forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }

    List<ResourceSpans> resources() {
        return bodies.stream()
                .flatMap(body -> decoded(body).getResourceSpansList().stream())
                .toList();
    }

    List<Span> spans() {
        return resources().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    private static ExportTraceServiceRequest decoded(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
