package org.platformnetwork.termexecutor.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client is still sending that was answered already, if it is one of {@link
 * RefusedBodies}, so much of it and so fast; any other connection ends with its answer.
 */
final class RefusedBodyValve extends ValveBase {

    private final RefusedBodies bodies;
    private final long most;
    private final BodyPace pace;

    /**
     * @param most bytes of a body
     */
    RefusedBodyValve(RefusedBodies bodies, long most, BodyPace pace) {
        super(true);
        this.bodies = bodies;
        this.most = most;
        this.pace = pace;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        try {
            getNext().invoke(request, response);
            if (!request.isAsync() && !request.isFinished() && !isUninvited(request)) {
                response.finishResponse();
                if (!bodies.admit(request) || !isSwallowed(request.getCoyoteRequest())) {
                    request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
                }
            }
        } finally {
            bodies.leave(request);
        }
    }

    /** A client that asked whether to send its body (100 Continue) and was not told to. */
    private static boolean isUninvited(Request request) {
        var asked = request.getCoyoteRequest();
        return asked.hasExpectation() && asked.getBytesRead() == 0;
    }

    private boolean isSwallowed(org.apache.coyote.Request request) {
        try {
            var sink = new Sink();
            var rate = pace.refused();
            int read;
            for (long total = 0; (read = request.doRead(sink)) >= 0; total += read) {
                if (total > most || !rate.keepsUpWith(read)) {
                    return false;
                }
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Takes what was read, and forgets it. */
    private static final class Sink implements ApplicationBufferHandler {

        private @Nullable ByteBuffer buffer;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public @Nullable ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {
            // The server's own buffer is as large as it must be.
        }
    }
}
