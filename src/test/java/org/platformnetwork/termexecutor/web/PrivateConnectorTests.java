package org.platformnetwork.termexecutor.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.Shell;

class PrivateConnectorTests {

    @TempDir Path directory;
    private final Tomcat tomcat = new Tomcat();

    /** Answers everything. */
    private static final class Anything extends HttpServlet {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            response.getWriter().print("here");
        }
    }

    private PrivateConnector start(PrivateConnector.@Nullable Tls tls) throws LifecycleException {
        var own = new PrivateConnector("/internal", InetAddress.getLoopbackAddress(), 0, tls);
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getService().addConnector(own.connector());
        var context = tomcat.addContext("", directory.toString());
        context.getPipeline().addValve(own.valve());
        Tomcat.addServlet(context, "anything", new Anything());
        context.addServletMappingDecoded("/*", "anything");
        tomcat.start();
        return own;
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    private static int status(HttpClient http, String url)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal",
                "/internal/hello",
                "/internal;x=1/hello",
                "/x/../internal/hello",
                "/%69nternal/hello",
                "//internal/hello"
            })
    void itsPathsAreAnsweredThereOnly(String path)
            throws IOException, InterruptedException, LifecycleException {
        var own = start(null);
        try (var http = HttpClient.newHttpClient()) {
            assertThat(status(http, "http://127.0.0.1:" + own.port() + path)).isEqualTo(200);
            assertThat(status(http, "http://127.0.0.1:%d%s".formatted(publicPort(), path)))
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/submit", "/internals", "/internal/../submit"})
    void nothingElseIsAnsweredThere(String path)
            throws IOException, InterruptedException, LifecycleException {
        var own = start(null);
        try (var http = HttpClient.newHttpClient()) {
            assertThat(status(http, "http://127.0.0.1:" + own.port() + path)).isEqualTo(404);
            assertThat(status(http, "http://127.0.0.1:%d%s".formatted(publicPort(), path)))
                    .isEqualTo(200);
        }
    }

    private int publicPort() {
        return tomcat.getConnector().getLocalPort();
    }

    @Test
    @EnabledIfCommand("openssl")
    void speaksTlsWithACertificate()
            throws IOException, InterruptedException, LifecycleException, GeneralSecurityException {
        Shell.run(
                directory,
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
                        + " -keyout key.pem -out cert.pem -days 2 -subj /CN=coordinator"
                        + " -addext subjectAltName=IP:127.0.0.1 2>/dev/null");
        var certificate = directory.resolve("cert.pem");
        var own =
                start(
                        new PrivateConnector.Tls(
                                certificate.toString(), directory.resolve("key.pem").toString()));
        try (var http = HttpClient.newBuilder().sslContext(trusting(certificate)).build()) {
            assertThat(status(http, "https://127.0.0.1:" + own.port() + "/internal"))
                    .isEqualTo(200);
        }
    }

    private static SSLContext trusting(Path certificate)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "coordinator", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
