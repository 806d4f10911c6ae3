package org.platformnetwork.termexecutor.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.platformnetwork.termexecutor.benchmark.Row.Sample;

/** Sends requests over connections that stay open, made beforehand so that they cost little. */
final class HttpLoad {

    private final int port;
    private final int connections;

    HttpLoad(int port, int connections) {
        this.port = port;
        this.connections = connections;
    }

    /**
     * How long the answers took.
     *
     * @param each the wall time of all, divided by their number
     * @param p99 in seconds
     */
    record Times(Sample each, double p50, double p99) {}

    static byte[] get(String path) {
        return bytes("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    static byte[] post(String path, String headers, byte[] body) {
        var head =
                bytes(
                        "POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n"
                                .formatted(path, headers, body.length));
        var all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Sends them all, each once.
     *
     * @param status what each is to be answered with
     */
    Times send(List<byte[]> requests, int status) throws InterruptedException {
        var next = new AtomicInteger();
        var times = new long[requests.size()];
        long began = System.nanoTime();
        try (var clients = Executors.newFixedThreadPool(connections)) {
            var all = new Future<?>[connections];
            for (int i = 0; i < connections; i++) {
                all[i] = clients.submit(() -> send(requests, status, next, times));
            }
            for (var client : all) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Arrays.sort(times);
        return new Times(
                new Sample(seconds, Double.NaN).dividedBy(times.length),
                times[times.length / 2] / 1e9,
                times[times.length * 99 / 100] / 1e9);
    }

    private Void send(List<byte[]> requests, int status, AtomicInteger next, long[] times)
            throws IOException {
        var connection = new Connection(port);
        for (int i = next.getAndIncrement(); i < times.length; i = next.getAndIncrement()) {
            long began = System.nanoTime();
            if (connection.isOver) {
                connection.close();
                connection = new Connection(port);
            }
            int answered;
            try {
                answered = connection.send(requests.get(i));
            } catch (EOFException | SocketException _) {
                // A server may end a connection between two requests.
                connection.close();
                connection = new Connection(port);
                answered = connection.send(requests.get(i));
            }
            times[i] = System.nanoTime() - began;
            if (answered != status) {
                throw new IllegalStateException("Answered with status " + answered);
            }
        }
        connection.close();
        return null;
    }

    /** Stays open until the server says otherwise. */
    private static final class Connection {

        private final Socket socket;
        private final InputStream in;
        private boolean isOver;

        Connection(int port) throws IOException {
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            this.in = new BufferedInputStream(socket.getInputStream());
            socket.setTcpNoDelay(true);
        }

        /** Reads the whole answer; its status. */
        int send(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            long length = -1;
            for (var line = line(); !line.isEmpty(); line = line()) {
                var header = line.toLowerCase(Locale.ROOT);
                if (header.startsWith("content-length:")) {
                    length = Long.parseLong(header.substring(15).trim());
                }
                isOver |= header.equals("connection: close");
            }
            if (length >= 0) {
                in.skipNBytes(length);
                return status;
            }
            for (long chunk = chunk(); chunk > 0; chunk = chunk()) {
                in.skipNBytes(chunk + 2);
            }
            in.skipNBytes(2);
            return status;
        }

        private long chunk() throws IOException {
            return Long.parseLong(line(), 16);
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException();
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        void close() throws IOException {
            socket.close();
        }
    }
}
