package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service of this machine as its operator reaches it: by the socket that it has in its data
 * directory, where the kernel says who asks.
 */
final class LocalService {

    /** The service's name for it. */
    private static final String SOCKET = "operator.sock";

    /** What the service sends first to whom it listens. */
    private static final char INVITATION = '\n';

    private static final int TIMEOUT_SECS = 60;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    /** Nothing here goes better by itself. */
    private static final int BAD_REQUEST = 400;

    private final Path socket;

    LocalService(Path dataDir) {
        this.socket = dataDir.resolve(SOCKET);
    }

    /**
     * The service of a data directory.
     *
     * @param dataDir null for what the variable names, else {@code ./data}
     */
    static LocalService of(@Nullable Path dataDir, CommandContext commandContext) {
        var named = commandContext.environment().getOrDefault("DATA_DIR", "./data");
        return new LocalService(dataDir == null ? Path.of(named) : dataDir);
    }

    /**
     * Cancels a batch.
     *
     * @param taskId only this one of its tasks, unless null
     */
    ApiResponse cancel(String batchId, @Nullable String taskId) {
        var request =
                taskId == null
                        ? Map.of("batch_id", batchId)
                        : Map.of("batch_id", batchId, "task_id", taskId);
        return ask(request);
    }

    /**
     * Has the service forget what it knows of a task's validity.
     *
     * @param task its id, or the hash of its content
     */
    ApiResponse recheck(String task) {
        return ask(Map.of("recheck", task));
    }

    private ApiResponse ask(Map<String, String> request) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var tooLate =
                    CompletableFuture.runAsync(
                            () -> close(channel),
                            CompletableFuture.delayedExecutor(TIMEOUT_SECS, TimeUnit.SECONDS));
            try {
                return exchange(channel, JsonMapper.shared().writeValueAsBytes(request));
            } finally {
                tooLate.cancel(false);
            }
        } catch (IOException e) {
            return new ApiResponse.Unreachable(
                    socket
                            + ": "
                            + Objects.requireNonNullElse(
                                    e.getMessage(), "no service with this DATA_DIR"));
        }
    }

    private static ApiResponse exchange(SocketChannel channel, byte[] request) throws IOException {
        var first = ByteBuffer.allocate(1);
        channel.read(first);
        if (first.get(0) == INVITATION) {
            var bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.shutdownOutput();
        }
        var rest = Channels.newInputStream(channel).readNBytes(MAX_ANSWER_BYTES);
        return reply((char) first.get(0) + new String(rest, StandardCharsets.UTF_8));
    }

    private static ApiResponse reply(String answer) throws IOException {
        try {
            var json = JsonMapper.shared().readTree(answer);
            return json.path("message").isString()
                    ? new ApiResponse.Refused(
                            BAD_REQUEST,
                            json.path("error").asString(""),
                            json.path("message").asString())
                    : new ApiResponse.Accepted(answer);
        } catch (JacksonException _) {
            throw new IOException("not an answer of a term-executor");
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It is of no use any more.
        }
    }
}
