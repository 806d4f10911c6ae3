package org.platformnetwork.termexecutor.fleet.channel;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers workers, and no one else: a request without a proof of the fleet's key gets no further
 * than here.
 */
final class InternalServlet extends HttpServlet {

    static final String PREFIX = "/internal";

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger log = LoggerFactory.getLogger(InternalServlet.class);

    private final transient RequestProof proof;
    private final transient InternalCalls calls;

    InternalServlet(RequestProof proof, InternalCalls calls) {
        this.proof = proof;
        this.calls = calls;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var query = request.getQueryString();
        var path = request.getRequestURI() + (query == null ? "" : "?" + query);
        var reply = new InternalReply(response);
        switch (proof.check(request.getMethod(), path, request.getHeader("Authorization"))) {
            case RequestProof.Check.Refused(var reason) ->
                    reply.refuse(HttpServletResponse.SC_UNAUTHORIZED, reason);
            case RequestProof.Check.Genuine genuine -> answer(genuine, request, reply);
        }
    }

    private void answer(
            RequestProof.Check.Genuine genuine, HttpServletRequest request, InternalReply reply)
            throws IOException {
        try {
            calls.answer(genuine, request, reply);
        } catch (StoreUnavailableException e) {
            reply.refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.problem().sentence());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("A worker's request failed");
            reply.refuse(
                    HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "The coordinator failed on it.");
        } finally {
            // A consumer that stops with the service marks its thread, which is not its own here.
            Thread.interrupted();
        }
    }
}
