package org.platformnetwork.termexecutor.web;

import java.nio.channels.SocketChannel;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Tomcat's HTTP/1.1, which tells a {@link ConnectionGuard} of what its connections wait for. */
public final class GuardedHttpProtocol extends Http11NioProtocol {

    /** Made by Tomcat, from the class's name. */
    public GuardedHttpProtocol() {
        super(new Endpoint());
    }

    void guard(ConnectionGuard guard) {
        var endpoint = (Endpoint) getEndpoint();
        endpoint.guard = guard;
        endpoint.setHandler(new Guarded(endpoint.getHandler(), guard));
    }

    private static final class Endpoint extends NioEndpoint {

        private @Nullable ConnectionGuard guard;

        @Override
        protected boolean setSocketOptions(SocketChannel channel) {
            if (guard == null) {
                return super.setSocketOptions(channel);
            }
            // Before: from then on another thread may be at work on it.
            guard.accepted(channel, channel.socket().getInetAddress(), () -> close(channel));
            boolean accepted = super.setSocketOptions(channel);
            if (!accepted) {
                guard.closed(channel);
            }
            return accepted;
        }

        private void close(SocketChannel channel) {
            var socket = connections.get(channel);
            if (socket != null) {
                socket.close();
            }
        }
    }

    private record Guarded(Handler<NioChannel> handler, ConnectionGuard guard)
            implements Handler<NioChannel> {

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            var channel = socket.getSocket().getIOChannel();
            guard.arrives(channel);
            var state = handler.process(socket, event);
            if (state == SocketState.OPEN) {
                guard.waits(channel, false);
            } else if (state == SocketState.LONG && !isAsync(socket)) {
                guard.waits(channel, true);
            }
            return state;
        }

        /** Then the request is complete, and its answer is what takes long. */
        private static boolean isAsync(SocketWrapperBase<NioChannel> socket) {
            return socket.getCurrentProcessor() instanceof Processor processor
                    && processor.isAsync();
        }

        @Override
        public Object getGlobal() {
            return handler.getGlobal();
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> socket) {
            guard.closed(socket.getSocket().getIOChannel());
            handler.release(socket);
        }

        @Override
        public void pause() {
            handler.pause();
        }

        @Override
        public void recycle() {
            handler.recycle();
        }
    }
}
