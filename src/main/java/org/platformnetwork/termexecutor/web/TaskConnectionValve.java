package org.platformnetwork.termexecutor.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.IntPredicate;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Cuts off what commands of tasks ask of the service: an agent could read there what other agents
 * did, and which passed. It is for levels that give them users of their own. A connection's peer
 * stays whose it is, and the kernel's list of all is long: each is looked up once.
 */
final class TaskConnectionValve extends ValveBase {

    private static final int MOST_KNOWN = 4096;

    private final SocketUsers users = SocketUsers.ofThisMachine();
    private final IntPredicate refused;

    /** Connections whose peer is known not to be a task. */
    private final Cache<String, Boolean> admitted =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();

    /**
     * @param refused whether a user is one of tasks
     */
    TaskConnectionValve(IntPredicate refused) {
        super(true);
        this.refused = refused;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        var connection = request.getServletConnection().getConnectionId();
        if (admitted.getIfPresent(connection) == null && !isAdmitted(request, connection)) {
            request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
            return;
        }
        getNext().invoke(request, response);
    }

    private boolean isAdmitted(Request request, String connection) throws IOException {
        var peer = end(request.getRemoteAddr(), request.getRemotePort());
        if (SocketUsers.isHere(peer.getAddress())) {
            var user = users.peerOf(peer, end(request.getLocalAddr(), request.getLocalPort()));
            if (user.isEmpty()) {
                return true;
            }
            if (refused.test(user.getAsInt())) {
                return false;
            }
        }
        admitted.put(connection, true);
        return true;
    }

    /** Addresses, never names: nothing is looked up. */
    private static InetSocketAddress end(String address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }
}
