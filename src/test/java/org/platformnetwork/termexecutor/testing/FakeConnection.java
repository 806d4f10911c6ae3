package org.platformnetwork.termexecutor.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.testing.FakeSubtensor.Fault;
import tools.jackson.databind.json.JsonMapper;

/** One connection to {@link FakeSubtensor}: HTTP/1.1, and WebSocket (RFC 6455) after an upgrade. */
final class FakeConnection {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int LAST = 0x80;
    private static final int TOO_LARGE = 40 << 20;

    private final FakeSubtensor node;
    private final List<String> requests;
    private final DataInputStream in;
    private final DataOutputStream out;

    FakeConnection(FakeSubtensor node, Socket socket, List<String> requests) throws IOException {
        this.node = node;
        this.requests = requests;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    void serve() throws IOException {
        while (true) {
            var headers = readHead();
            if (headers.containsKey("sec-websocket-key")) {
                if (node.fault(JSON.createObjectNode()) == Fault.REFUSES) {
                    write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                    return;
                }
                upgrade(headers.get("sec-websocket-key"));
                while (answerMessage()) {}
                return;
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            if (!answerPost(new String(in.readNBytes(length), StandardCharsets.UTF_8))) {
                return;
            }
        }
    }

    private Map<String, String> readHead() throws IOException {
        var headers = new TreeMap<String, String>();
        requests.add(readLine());
        for (var line = readLine(); !line.isEmpty(); line = readLine()) {
            requests.add(line);
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new ProtocolException("Not a header.");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String readLine() throws IOException {
        var line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private boolean answerPost(String body) throws IOException {
        var call = JSON.readTree(body);
        var fault = node.fault(call);
        var answer = faulty(node.answer(call), fault);
        int status = fault == Fault.REFUSES ? 503 : 200;
        var head = "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n".formatted(status);
        switch (fault) {
            case CLOSES -> {
                return false;
            }
            case HANGS -> hang();
            case CLOSES_IN_THE_MIDDLE, HANGS_IN_THE_MIDDLE -> {
                write(head + "Content-Length: %d\r\n\r\n".formatted(answer.length()));
                write(answer.substring(0, answer.length() / 2));
                if (fault == Fault.HANGS_IN_THE_MIDDLE) {
                    hang();
                }
                return false;
            }
            case IN_PIECES -> {
                write(head + "Transfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < answer.length(); i += 100) {
                    var piece = answer.substring(i, Math.min(i + 100, answer.length()));
                    write("%x\r\n%s\r\n".formatted(piece.length(), piece));
                }
                write("0\r\n\r\n");
            }
            case null, default ->
                    write(head + "Content-Length: %d\r\n\r\n".formatted(answer.length()) + answer);
        }
        return true;
    }

    private void upgrade(String key) throws IOException {
        try {
            var accept =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
                                    .formatted(Base64.getEncoder().encodeToString(accept)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answerMessage() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte() & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        var mask = in.readNBytes(4);
        var payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        if (opcode == CLOSE) {
            frame(LAST | CLOSE, payload);
            return false;
        }
        var call = JSON.readTree(payload);
        var fault = node.fault(call);
        var answer = faulty(node.answer(call), fault).getBytes(StandardCharsets.UTF_8);
        switch (fault) {
            case CLOSES -> frame(LAST | CLOSE, new byte[] {0x03, (byte) 0xF3});
            case HANGS -> hang();
            case CLOSES_IN_THE_MIDDLE, HANGS_IN_THE_MIDDLE -> {
                frame(TEXT, Arrays.copyOf(answer, answer.length / 2));
                if (fault == Fault.HANGS_IN_THE_MIDDLE) {
                    hang();
                }
                return false;
            }
            case IN_PIECES -> {
                for (int i = 0; i < answer.length; i += 100) {
                    int end = Math.min(i + 100, answer.length);
                    int first = i == 0 ? TEXT : 0;
                    frame(
                            end == answer.length ? LAST | first : first,
                            Arrays.copyOfRange(answer, i, end));
                }
            }
            case BINARY -> frame(LAST | BINARY, answer);
            case null, default -> frame(LAST | TEXT, answer);
        }
        return true;
    }

    private static String faulty(String answer, @Nullable Fault fault) {
        return switch (fault) {
            case GARBAGE -> "<html>\u0000 it works </html>";
            case NULL_RESULT -> answer.replaceFirst("\"result\":.*}", "\"result\":null}");
            case OTHER_ID -> answer.replaceFirst("\"id\":\\d+", "\"id\":77");
            case TOO_LARGE -> answer + " ".repeat(TOO_LARGE - answer.length());
            case null, default -> answer;
        };
    }

    private void frame(int first, byte[] payload) throws IOException {
        out.writeByte(first);
        if (payload.length < 126) {
            out.writeByte(payload.length);
        } else if (payload.length < 65536) {
            out.writeByte(126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(127);
            out.writeLong(payload.length);
        }
        out.write(payload);
        out.flush();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Until the client goes away. */
    private void hang() throws IOException {
        while (in.read() >= 0) {}
    }
}
