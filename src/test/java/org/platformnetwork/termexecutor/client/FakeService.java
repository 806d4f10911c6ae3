package org.platformnetwork.termexecutor.client;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives the same answers to whatever is asked, one after the other and the last for good. */
final class FakeService implements AutoCloseable {

    private final HttpServer server;
    private final Queue<String> answers;
    private final AtomicInteger requests = new AtomicInteger();

    private FakeService(HttpServer server, List<String> answers) {
        this.server = server;
        this.answers = new ArrayDeque<>(answers);
    }

    static FakeService answering(String... answers) {
        try {
            var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var server = HttpServer.create(loopback, 0);
            var service = new FakeService(server, List.of(answers));
            server.createContext(
                    "/",
                    exchange -> {
                        var body = service.next().getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int requests() {
        return requests.get();
    }

    private synchronized String next() {
        requests.incrementAndGet();
        var answer = answers.size() > 1 ? answers.remove() : answers.peek();
        return String.valueOf(answer);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
