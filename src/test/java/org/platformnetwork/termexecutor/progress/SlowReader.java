package org.platformnetwork.termexecutor.progress;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of the WebSocket that reads when it is told to, through a small window. */
final class SlowReader implements AutoCloseable {

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    /** Shakes hands, and reads nothing behind that. */
    SlowReader(int port, String query) throws IOException {
        this(port, query, 4096);
    }

    /**
     * One with another window.
     *
     * @param window bytes that the system takes for it
     */
    SlowReader(int port, String query, int window) throws IOException {
        socket.setReceiveBufferSize(window);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
        var request =
                """
                GET /ws%s HTTP/1.1
                Host: x
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==
                Sec-WebSocket-Version: 13

                """;
        socket.getOutputStream()
                .write(
                        request.replace("\n", "\r\n")
                                .formatted(query)
                                .getBytes(StandardCharsets.US_ASCII));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), window / 4));
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException(head.toString());
        }
    }

    /** How much has arrived and was not read. */
    int waiting() throws IOException {
        return socket.getInputStream().available();
    }

    /** The next whole message, or the close code as {@code close 1000}. */
    String next() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            int head = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            length =
                    length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            var payload = in.readNBytes((int) length);
            if (payload.length < length) {
                throw new IOException("cut off within a frame");
            }
            int kind = head & 0xF;
            if (kind == CLOSE) {
                return "close " + ((payload[0] & 0xFF) << 8 | (payload[1] & 0xFF));
            }
            if (kind == TEXT || kind == CONTINUATION) {
                message.writeBytes(payload);
                if (head >= 0x80) {
                    return message.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
