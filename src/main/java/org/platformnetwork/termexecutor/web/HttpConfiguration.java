package org.platformnetwork.termexecutor.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.util.NetMask;
import org.apache.coyote.CloseNowException;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What the contract asks of the HTTP server itself. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    /**
     * A body is invited (100 Continue) only when someone reads it, so that a refused upload is
     * never sent; a slash inside a task id may arrive encoded; errors found before any servlet have
     * the contract's body. No client holds more of the server than its share.
     */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatCustomizer(
            HttpSettings settings,
            ConnectionGuard connectionGuard,
            ConnectionGuard probeGuard,
            RefusedBodies bodies,
            BodyPace pace,
            ObjectProvider<DataDirectory> data,
            ObjectProvider<Sandboxes> sandboxes,
            ObjectProvider<PrivateConnector> privateConnectors) {
        return factory -> {
            // A worker has none.
            data.ifAvailable(directory -> {
                var root = directory.path().resolve("tomcat/root").toFile();
                root.mkdirs();
                factory.setBaseDirectory(root.getParentFile());
                factory.setDocumentRoot(root);
            });
            factory.setPort(settings.port());
            factory.setProtocol(GuardedHttpProtocol.class.getName());
            factory.addEngineValves(
                    new TaskConnectionValve(user -> sandboxes.getObject().isTaskUser(user)),
                    new RefusedBodyValve(bodies, settings.maxSwallow().toBytes(), pace));
            if (settings.probePort() >= 0) {
                var probes =
                        ProbeConnector.on(settings.probePort(), factory.getAddress(), probeGuard);
                factory.addAdditionalConnectors(probes);
                factory.addContextValves(new ProbeConnector.OnlyProbes(probes));
            }
            privateConnectors.forEach(own -> {
                factory.addAdditionalConnectors(own.connector());
                factory.addContextValves(own.valve());
            });
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof GuardedHttpProtocol guarded) {
                    guarded.guard(connectionGuard);
                }
                // Tomcat gives the buffers of a closed connection to the next one, though a stream
                // may be writing into them on a thread of its own.
                connector.setProperty("socket.bufferPool", "0");
                connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
                connector.setEncodedReverseSolidusHandling(
                        EncodedSolidusHandling.PASS_THROUGH.getValue());
                if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                    http.setContinueResponseTiming(
                            ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
                }
            });
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(JsonErrorValve.class.getName());
                }
            });
        };
    }

    @Bean
    ConnectionGuard connectionGuard(HttpSettings settings) {
        return new ConnectionGuard(
                settings.headerTimeout(),
                settings.maxWaiting(),
                settings.trustedProxies().stream()
                        .<ConnectionGuard.Proxy>map(proxy -> new NetMask(proxy)::matches)
                        .toList(),
                System::nanoTime);
    }

    @Bean
    ConnectionGuard probeGuard() {
        return ProbeConnector.guard();
    }

    /**
     * Answers are JSON whatever a client accepts: a vote must never be counted and then refused.
     */
    @Bean
    WebMvcConfigurer jsonOnly() {
        return new WebMvcConfigurer() {
            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
                negotiation.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
            }
        };
    }

    /**
     * Dashboards live elsewhere: every GET may be read from any origin, with any header. No browser
     * takes an answer for something else than its type says, since what a task printed is in many.
     */
    @Bean
    OncePerRequestFilter browserHeaders() {
        return new OncePerRequestFilter() {
            @Override
            protected void doFilterInternal(
                    HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                response.setHeader("X-Content-Type-Options", "nosniff");
                if (CorsUtils.isPreFlightRequest(request)) {
                    allowReading(response);
                    return;
                }
                if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
                    response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
                }
                chain.doFilter(request, response);
                if (request.getAttribute(ApiExceptionHandler.BROKEN_OFF) != null) {
                    throw new CloseNowException();
                }
            }
        };
    }

    /** The answer to a browser that asks before it sends a request. */
    private static void allowReading(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD");
        // The asterisk stands for every other header than this one.
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "*, Authorization");
        response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
    }
}
