package org.platformnetwork.termexecutor.web;

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
 * did, and which passed. It is for levels that give them users of their own.
 */
final class TaskConnectionValve extends ValveBase {

    private final SocketUsers users = SocketUsers.ofThisMachine();
    private final IntPredicate refused;

    /**
     * @param refused whether a user is one of tasks
     */
    TaskConnectionValve(IntPredicate refused) {
        super(true);
        this.refused = refused;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        var peer = end(request.getRemoteAddr(), request.getRemotePort());
        var own = end(request.getLocalAddr(), request.getLocalPort());
        var user = users.peerOf(peer, own);
        if (user.isPresent() && refused.test(user.getAsInt())) {
            request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
            return;
        }
        getNext().invoke(request, response);
    }

    /** Addresses, never names: nothing is looked up. */
    private static InetSocketAddress end(String address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }
}
