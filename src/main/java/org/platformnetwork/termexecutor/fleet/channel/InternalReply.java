package org.platformnetwork.termexecutor.fleet.channel;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a worker is answered. */
record InternalReply(HttpServletResponse response) {

    /**
     * The body of most answers.
     *
     * @param next offset of the entry that is expected next; null when that has no meaning
     * @param message one sentence for the operator; null when all is well
     * @param version of the coordinator; null in most
     */
    record Body(@Nullable Long next, @Nullable String message, @Nullable String version) {}

    void send(int status, Body body) throws IOException {
        var bytes = JsonMapper.shared().writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    void next(int status, long next) throws IOException {
        send(status, new Body(next, null, null));
    }

    /** The rest of the request is not read. */
    void refuse(int status, String message) throws IOException {
        if (response.isCommitted()) {
            throw new IOException("the answer broke off");
        }
        response.setHeader("Connection", "close");
        send(status, new Body(null, message, null));
    }

    static Body read(byte[] bytes) {
        return JsonMapper.shared().readValue(bytes, Body.class);
    }

    static Body greeting(String version) {
        return new Body(null, null, version);
    }
}
