package org.platformnetwork.termexecutor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node that answers as {@link Spec293} was recorded, over HTTP and WebSocket on one port as real
 * ones do, and with the faults of real ones. Answers depend on the block that is asked about.
 */
public final class FakeSubtensor implements AutoCloseable {

    /** What goes wrong with the answer to one method, or with every answer. */
    public enum Fault {
        HANGS,
        HANGS_IN_THE_MIDDLE,
        CLOSES,
        CLOSES_IN_THE_MIDDLE,
        GARBAGE,
        NULL_RESULT,
        OTHER_ID,
        IN_PIECES,
        TOO_LARGE,
        BINARY,
        REFUSES
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String UNKNOWN_BLOCK =
            "{\"code\":4003,\"message\":\"Client error: Api called for an unknown Block\"}";

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<JsonNode> calls = new CopyOnWriteArrayList<>();
    private final List<String> requestLines = new CopyOnWriteArrayList<>();
    private final Map<String, Block> blocks = new ConcurrentHashMap<>();
    private final Map<String, String> errors = new ConcurrentHashMap<>();
    private final Map<String, Runnable> before = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private volatile String head = Spec293.HEAD;
    private volatile String runtimeVersion = Spec293.RUNTIME_VERSION;

    private record Block(long number, int specVersion, Map<String, String> states) {}

    public FakeSubtensor() {
        blocks.put(
                Spec293.HEAD,
                new Block(
                        Spec293.BLOCK,
                        Spec293.SPEC_VERSION,
                        Map.of(
                                "0x0000", Spec293.SUBNET_0,
                                "0x0100", Spec293.SUBNET_1,
                                "0x6400", Spec293.SUBNET_100)));
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("fake-subtensor").start(this::accept);
    }

    public String http() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    public String webSocket() {
        return "ws://127.0.0.1:" + server.getLocalPort();
    }

    /** Finalizes a further block, in which subnet 100 is as given in hexadecimal. */
    public void advance(int specVersion, String subnet100) {
        long number = blocks.size() + Spec293.BLOCK;
        var hash = "0x" + "%02x".formatted(number & 0xFF).repeat(32);
        blocks.put(hash, new Block(number, specVersion, Map.of("0x6400", subnet100)));
        head = hash;
    }

    /** Answers to a method with a fault from now on; with {@code *}, to every one. */
    public FakeSubtensor fault(String method, Fault fault) {
        faults.put(method, fault);
        return this;
    }

    /** Answers to a method with an error object from now on. */
    public FakeSubtensor error(String method, String error) {
        errors.put(method, error);
        return this;
    }

    /** Runs something once a method was asked for, before it is answered. */
    public FakeSubtensor before(String method, Runnable action) {
        before.put(method, action);
        return this;
    }

    /** Answers with another runtime version from now on. */
    public FakeSubtensor runtimeVersion(String json) {
        runtimeVersion = json;
        return this;
    }

    public FakeSubtensor heal() {
        faults.clear();
        errors.clear();
        before.clear();
        return this;
    }

    /** The methods that were called, in order. */
    public List<String> methods() {
        return calls.stream().map(call -> call.path("method").asString()).toList();
    }

    public List<JsonNode> calls() {
        return calls;
    }

    /** The first line and the headers of every HTTP request. */
    public List<String> requests() {
        return requestLines;
    }

    /** How many connections clients hold open. */
    public int connections() {
        return sockets.size();
    }

    /** The answer to a request. */
    String answer(JsonNode call) {
        calls.add(call);
        var method = call.path("method").asString();
        before.getOrDefault(method, () -> {}).run();
        var answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", call.path("id"));
        var error = errors.get(method);
        if (error != null) {
            answer.set("error", JSON.readTree(error));
        } else if (isUnknownBlock(method, call.path("params"))) {
            answer.set("error", JSON.readTree(UNKNOWN_BLOCK));
        } else {
            result(answer, method, call.path("params"));
        }
        return answer.toString();
    }

    @Nullable Fault fault(JsonNode call) {
        return faults.getOrDefault(call.path("method").asString(), faults.get("*"));
    }

    private void result(ObjectNode answer, String method, JsonNode params) {
        switch (method) {
            case "chain_getFinalizedHead" -> answer.put("result", head);
            case "chain_getBlockHash" -> answer.put("result", Spec293.GENESIS);
            case "chain_getHeader" -> {
                var header = (ObjectNode) JSON.readTree(Spec293.HEADER);
                answer.set(
                        "result",
                        header.put("number", "0x%08x".formatted(block(params.path(0)).number())));
            }
            case "state_getRuntimeVersion" -> {
                var version = (ObjectNode) JSON.readTree(runtimeVersion);
                if (version.path("specVersion").isInt()) {
                    version.put("specVersion", block(params.path(0)).specVersion());
                }
                answer.set("result", version);
            }
            case "state_call" ->
                    answer.put(
                            "result",
                            block(params.path(2))
                                    .states()
                                    .getOrDefault(params.path(1).asString(), "0x00"));
            default ->
                    answer.set(
                            "error",
                            JSON.createObjectNode()
                                    .put("code", -32601)
                                    .put("message", "Method not found: " + method));
        }
    }

    private Block block(JsonNode hash) {
        return Objects.requireNonNull(blocks.get(hash.asString()));
    }

    private boolean isUnknownBlock(String method, JsonNode params) {
        return switch (method) {
            case "chain_getHeader", "state_getRuntimeVersion" ->
                    !blocks.containsKey(params.path(0).asString());
            case "state_call" -> !blocks.containsKey(params.path(2).asString());
            default -> false;
        };
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new FakeConnection(this, socket, requestLines).serve();
        } catch (IOException e) {
            // The client went away.
        } finally {
            sockets.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
