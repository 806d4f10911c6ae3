package org.platformnetwork.termexecutor.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A connector of their own for {@code /livez} and {@code /readyz}: neither a flood of the public
 * one nor those who open connections here must make an orchestrator restart the service.
 */
final class ProbeConnector {

    /** Kubelets ask a few times a second; any more are someone else. */
    private static final int MAX_CONNECTIONS = 64;

    /** A probe is sent whole, at once. */
    private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(2);

    /** Of one address, which an orchestrator may share with others. */
    private static final int MAX_WAITING = 8;

    private static final Set<String> PATHS = Set.of("/livez", "/readyz");

    private ProbeConnector() {}

    /** For its connections only. */
    static ConnectionGuard guard() {
        return new ConnectionGuard(HEADER_TIMEOUT, MAX_WAITING, List.of(), System::nanoTime);
    }

    static Connector on(int port, @Nullable InetAddress address, ConnectionGuard guard) {
        var protocol = new GuardedHttpProtocol();
        protocol.guard(guard);
        protocol.setExecutor(new VirtualThreadExecutor("probe-"));
        protocol.setMaxConnections(MAX_CONNECTIONS);
        protocol.setMaxKeepAliveRequests(1);
        protocol.setConnectionTimeout((int) HEADER_TIMEOUT.toMillis());
        protocol.setAddress(address);
        var connector = new Connector(protocol);
        connector.setPort(port);
        return connector;
    }

    /** Hides everything else there. */
    static final class OnlyProbes extends ValveBase {

        private final Connector probes;

        OnlyProbes(Connector probes) {
            super(true);
            this.probes = probes;
        }

        @Override
        public void invoke(Request request, Response response)
                throws IOException, ServletException {
            if (request.getConnector().equals(probes)
                    && !PATHS.contains(request.getDecodedRequestURI())) {
                response.sendError(Response.SC_NOT_FOUND);
                return;
            }
            getNext().invoke(request, response);
        }
    }
}
