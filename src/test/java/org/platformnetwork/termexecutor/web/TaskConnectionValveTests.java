package org.platformnetwork.termexecutor.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class TaskConnectionValveTests {

    private final Tomcat tomcat = new Tomcat();
    private final List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean refuses;

    @BeforeEach
    void start(@TempDir Path directory) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.addContext("", null);
        tomcat.getEngine()
                .getPipeline()
                .addValve(
                        new TaskConnectionValve(user -> {
                            asked.add(user);
                            return refuses;
                        }));
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void peerOfConnectionIsLookedUpOnce() throws IOException {
        for (int connection = 1; connection <= 2; connection++) {
            try (var socket = connect()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(status(socket)).startsWith("HTTP/1.1 404");
                }
            }
            assertThat(asked).hasSize(connection);
        }
    }

    @Test
    void connectionOfTaskIsCutOff() throws IOException {
        refuses = true;
        for (int i = 0; i < 2; i++) {
            try (var socket = connect()) {
                assertCutOff(socket);
            }
        }
        assertThat(asked).hasSize(2);
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort());
    }

    private static void assertCutOff(Socket socket) {
        try {
            assertThat(status(socket)).isNull();
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    /** The first line of an answer without a body, read to its end. */
    private static @Nullable String status(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        var in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        var status = in.readLine();
        for (var line = status; line != null && !line.isEmpty(); line = in.readLine()) {
            assertThat(line).isNotEmpty();
        }
        return status;
    }
}
