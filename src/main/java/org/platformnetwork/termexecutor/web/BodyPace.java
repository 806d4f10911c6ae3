package org.platformnetwork.termexecutor.web;

import org.springframework.stereotype.Component;

/**
 * How fast the bodies of requests have to arrive; each stall is bounded by Tomcat's own timeout.
 */
@Component
public final class BodyPace {

    /** So slow that a day is not enough for the largest archive. */
    private static final int UPLOAD_BYTES_A_SECOND = 4 * 1024;

    private static final int REFUSED_BYTES_A_SECOND = 64 * 1024;

    private final HttpSettings settings;

    BodyPace(HttpSettings settings) {
        this.settings = settings;
    }

    /** Of a body that a validator sends, from now on. */
    public TransferRate upload() {
        return rate(UPLOAD_BYTES_A_SECOND);
    }

    /** Of one that is read for nothing but its sender's sake. */
    TransferRate refused() {
        return rate(REFUSED_BYTES_A_SECOND);
    }

    private TransferRate rate(int least) {
        return new TransferRate(least, settings.bodyGrace(), System::nanoTime);
    }
}
