package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EgressProxyTests {

    private static final String NAME = "host.example";

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Socket connect(EgressProxy proxy) throws IOException {
        var client = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.address()));
        try {
            client.connect(InetSocketAddress.createUnresolved(NAME, server.getLocalPort()), 60_000);
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private static InetAddress[] addresses(String... addresses) {
        return Arrays.stream(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    @Test
    void triesAllAddressesOfAServer() throws IOException {
        try (var proxy =
                        new EgressProxy(
                                address -> true, name -> addresses("127.0.0.2", "127.0.0.1"));
                var client = connect(proxy);
                var accepted = server.accept()) {
            client.getOutputStream().write('a');

            assertThat(accepted.getInputStream().read()).isEqualTo('a');
            assertThat(proxy.hasRefused()).isFalse();
        }
    }

    @Test
    void reachesNoAddressThatIsNotAllowed() throws IOException {
        try (var proxy =
                new EgressProxy(
                        address -> address.getHostAddress().equals("127.0.0.2"),
                        name -> addresses("127.0.0.1", "127.0.0.2"))) {
            assertThatThrownBy(() -> connect(proxy)).isInstanceOf(SocketException.class);

            assertThat(proxy.hasRefused()).isFalse();
        }
        try (var proxy = new EgressProxy(address -> false, name -> addresses("127.0.0.1"))) {
            assertThatThrownBy(() -> connect(proxy)).isInstanceOf(SocketException.class);

            assertThat(proxy.hasRefused()).isTrue();
        }
    }

    @Test
    void nameWithoutAddressIsNoRefusal() throws IOException {
        try (var proxy =
                new EgressProxy(
                        address -> true,
                        name -> {
                            throw new UnknownHostException(name);
                        })) {
            assertThatThrownBy(() -> connect(proxy)).isInstanceOf(SocketException.class);

            assertThat(proxy.hasRefused()).isFalse();
        }
    }
}
