package org.platformnetwork.termexecutor.pipeline.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A registry that answers every request with the same status, and none of TLS. */
final class RefusingRegistry implements AutoCloseable {

    private final ServerSocket server;

    private RefusingRegistry(ServerSocket server) {
        this.server = server;
    }

    static RefusingRegistry start(int code) throws IOException {
        var started =
                new RefusingRegistry(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(() -> started.answer(code));
        return started;
    }

    /** As the first part of an image's name. */
    String name() {
        return "127.0.0.1:%d".formatted(server.getLocalPort());
    }

    private void answer(int code) {
        while (!server.isClosed()) {
            try (var client = server.accept()) {
                if (client.getInputStream().read() == 'G') {
                    client.getOutputStream()
                            .write(
                                    """
                                    HTTP/1.1 %d No\r
                                    Content-Length: 0\r
                                    Connection: close\r
                                    WWW-Authenticate: Basic realm="x"\r
                                    \r
                                    """
                                            .formatted(code)
                                            .getBytes(UTF_8));
                }
            } catch (IOException _) {
                // The next one comes, or none.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
