package org.platformnetwork.termexecutor.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

@EnabledOnOs(OS.LINUX)
class SocketUsersTests {

    private static final int TASK_USER = 64_042;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "::ffff:127.0.0.1"})
    void ownConnectionIsThisUsers(String address) throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getByName(address));
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            assertThat(peerOf(accepted)).hasValue(ownUser());
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("setpriv")
    void connectionOfAnotherUserIsThatUsers() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(60_000);
            var connect =
                    "exec 3<>/dev/tcp/127.0.0.1/%d; read -r line <&3"
                            .formatted(server.getLocalPort());
            var user = Integer.toString(TASK_USER);
            var other =
                    new ProcessBuilder(
                                    "setpriv",
                                    "--reuid",
                                    user,
                                    "--regid",
                                    user,
                                    "--clear-groups",
                                    "bash",
                                    "-c",
                                    connect)
                            .start();
            try (var accepted = server.accept()) {
                assertThat(peerOf(accepted)).hasValue(TASK_USER);
            } finally {
                other.destroyForcibly();
            }
        }
    }

    @Test
    void peerElsewhereHasNone() throws IOException {
        var users = SocketUsers.ofThisMachine();

        assertThat(
                        users.peerOf(
                                new InetSocketAddress("192.0.2.1", 1234),
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 80)))
                .isEmpty();
    }

    private static OptionalInt peerOf(Socket accepted) throws IOException {
        return SocketUsers.ofThisMachine()
                .peerOf(
                        (InetSocketAddress) accepted.getRemoteSocketAddress(),
                        (InetSocketAddress) accepted.getLocalSocketAddress());
    }

    private static int ownUser() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
