package org.platformnetwork.termexecutor.submission;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Where {@code term-executor cancel --local} reaches the service: a Unix domain socket in {@code
 * DATA_DIR}, which no network leads to, whose peer the kernel names, and which sandboxes with files
 * of their own do not show. The operator is invited by an empty line, asks in JSON and is answered
 * in JSON; no one else is listened to.
 */
@Component
final class OperatorSocket implements SmartLifecycle {

    /** The command line knows it too. */
    static final String FILE = "operator.sock";

    private static final Logger log = LoggerFactory.getLogger(OperatorSocket.class);

    private static final byte[] INVITATION = {'\n'};
    private static final int MAX_REQUEST_BYTES = 4096;
    private static final int TIMEOUT_SECS = 30;

    private final Path file;
    private final Sandboxes sandboxes;
    private final LocalCancellation cancellation;
    private volatile @Nullable ServerSocketChannel server;

    OperatorSocket(DataDirectory data, Sandboxes sandboxes, LocalCancellation cancellation) {
        this.file = data.path().resolve(FILE);
        this.sandboxes = sandboxes;
        this.cancellation = cancellation;
    }

    /** A service without it serves all the same: the path may be too long for a socket. */
    @Override
    public void start() {
        try {
            Files.deleteIfExists(file);
            var opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server = opened;
            opened.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            var operator = Operator.of(file, sandboxes.isolation());
            Thread.ofVirtual().name("operator-socket").start(() -> serve(opened, operator));
        } catch (IOException _) {
            stop();
            log.warn(
                    "DATA_DIR cannot hold a socket (is its path too long?): cancel --local is off");
        }
    }

    /** One after the other: there is one operator, and cancelling is quick. */
    private void serve(ServerSocketChannel from, Operator operator) {
        while (from.isOpen()) {
            try (var peer = from.accept()) {
                answerInTime(peer, operator);
            } catch (ClosedChannelException _) {
                // The service stops.
            } catch (IOException _) {
                log.warn("The operator's socket has no file left for a connection");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    private void answerInTime(SocketChannel peer, Operator operator) {
        var timeout = CompletableFuture.delayedExecutor(TIMEOUT_SECS, TimeUnit.SECONDS);
        var tooLate = CompletableFuture.runAsync(() -> close(peer), timeout);
        try {
            answer(peer, operator);
        } catch (IOException _) {
            log.debug("The operator disconnected or timed out");
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("The operator's request failed");
        } finally {
            tooLate.cancel(false);
        }
    }

    private void answer(SocketChannel peer, Operator operator) throws IOException {
        if (operator.isBehind(peer)) {
            write(peer, INVITATION);
            write(peer, cancellation.answer(request(peer)));
        } else {
            write(peer, cancellation.refusal());
        }
    }

    private static void write(SocketChannel peer, byte[] answer) throws IOException {
        var bytes = ByteBuffer.wrap(answer);
        while (bytes.hasRemaining()) {
            peer.write(bytes);
        }
    }

    /** All that is sent, as far as a request can go. */
    private static byte[] request(SocketChannel peer) throws IOException {
        var buffer = ByteBuffer.allocate(MAX_REQUEST_BYTES);
        while (buffer.hasRemaining() && peer.read(buffer) >= 0) {
            // until the peer has nothing more to say
        }
        var bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void close(SocketChannel peer) {
        try {
            peer.close();
        } catch (IOException _) {
            log.debug("Operator disconnected");
        }
    }

    @Override
    public void stop() {
        var opened = server;
        server = null;
        if (opened != null) {
            try {
                opened.close();
                Files.deleteIfExists(file);
            } catch (IOException _) {
                log.debug("The operator's socket stays until the next start");
            }
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }
}
