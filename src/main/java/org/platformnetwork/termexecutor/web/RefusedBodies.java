package org.platformnetwork.termexecutor.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Which refused clients may go on sending, so that they see their answer instead of a broken
 * connection. Reading it costs a connection and bandwidth, whoever sends: only some at once may.
 */
@Component
final class RefusedBodies {

    private static final int AT_ONCE = 16;
    private static final String TURN = RefusedBodies.class.getName();

    private final Semaphore turns = new Semaphore(AT_ONCE);

    /**
     * Decides it before the answer goes out, which else has to say that the connection ends with
     * it; true also when nothing is left to send.
     */
    boolean admit(HttpServletRequest request) throws IOException {
        if (request.getInputStream().isFinished()) {
            return true;
        }
        if (request.getAttribute(TURN) == null) {
            request.setAttribute(TURN, turns.tryAcquire());
        }
        return isAdmitted(request);
    }

    boolean isAdmitted(HttpServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(TURN));
    }

    /** Ends what {@link #admit} began. */
    void leave(HttpServletRequest request) {
        if (isAdmitted(request)) {
            request.removeAttribute(TURN);
            turns.release();
        }
    }
}
