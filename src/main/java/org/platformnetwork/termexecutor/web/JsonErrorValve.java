package org.platformnetwork.termexecutor.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** The contract's body for requests so broken that Tomcat refuses them before any servlet. */
public final class JsonErrorValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < 400
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        var code = ErrorCode.ofStatus(response.getStatus());
        var json =
                "{\"error\":\"%s\",\"message\":\"%s\"}"
                        .formatted(
                                code.wireName(),
                                ApiExceptionHandler.messageFor(code, request.getRequest()));
        try {
            response.setContentType("application/json");
            response.setHeader("Access-Control-Allow-Origin", "*");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.getReporter().write(json);
            response.finishResponse();
        } catch (IOException e) {
            container.getLogger().debug("Client disconnected before its error was written", e);
        }
    }
}
