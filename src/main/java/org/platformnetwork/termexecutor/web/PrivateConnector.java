package org.platformnetwork.termexecutor.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A connector of their own for the paths below a prefix: they are answered there only, and nothing
 * else is.
 */
public final class PrivateConnector {

    private static final int MAX_CONNECTIONS = 2048;
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Connector connector;
    private final String prefix;

    /**
     * What a connector with TLS shows.
     *
     * @param certificate chain, a PEM file
     * @param key its key, a PEM file
     */
    public record Tls(String certificate, String key) {}

    /**
     * @param prefix as {@code /internal}
     * @param port 0 for any free one
     * @param tls null for none
     */
    public PrivateConnector(String prefix, InetAddress address, int port, @Nullable Tls tls) {
        this.prefix = prefix;
        var protocol = new Http11NioProtocol();
        protocol.setExecutor(new VirtualThreadExecutor("private-"));
        protocol.setMaxConnections(MAX_CONNECTIONS);
        protocol.setConnectionTimeout(TIMEOUT_MILLIS);
        protocol.setAddress(address);
        this.connector = new Connector(protocol);
        connector.setPort(port);
        connector.setProperty("socket.bufferPool", "0");
        if (tls != null) {
            secure(protocol, tls);
        }
    }

    private void secure(Http11NioProtocol protocol, Tls tls) {
        var host = new SSLHostConfig();
        var certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateFile(tls.certificate());
        certificate.setCertificateKeyFile(tls.key());
        host.addCertificate(certificate);
        protocol.setSSLEnabled(true);
        protocol.addSslHostConfig(host);
        connector.setScheme("https");
        connector.setSecure(true);
    }

    /** The port that it has. */
    public int port() {
        return connector.getLocalPort();
    }

    Connector connector() {
        return connector;
    }

    ValveBase valve() {
        return new OnlyThere();
    }

    private final class OnlyThere extends ValveBase {

        OnlyThere() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response)
                throws IOException, ServletException {
            var path = String.valueOf(request.getDecodedRequestURI());
            boolean isPrivate = path.equals(prefix) || path.startsWith(prefix + "/");
            if (isPrivate != request.getConnector().equals(connector)) {
                response.sendError(Response.SC_NOT_FOUND);
                return;
            }
            getNext().invoke(request, response);
        }
    }
}
