package org.platformnetwork.termexecutor.benchmark;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** What Tomcat itself costs: one servlet that reads the body and answers a short text. */
final class BareServer {

    private BareServer() {}

    public static void main(String[] args) throws IOException, LifecycleException {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("bare-server").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "short", new ShortAnswer());
        context.addServletMappingDecoded("/*", "short");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static final class ShortAnswer extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final byte[] ANSWER = "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8);

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
            response.setContentType("application/json");
            response.setContentLength(ANSWER.length);
            response.getOutputStream().write(ANSWER);
        }
    }
}
