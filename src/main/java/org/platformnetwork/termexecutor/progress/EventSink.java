package org.platformnetwork.termexecutor.progress;

import java.io.IOException;
import java.io.Writer;

/** Where one follower's frames go; each method blocks until the connection has taken them. */
interface EventSink {

    /**
     * The first frame.
     *
     * @param seq the events after it begin behind this one
     */
    void snapshot(long seq, Frame frame) throws IOException;

    /** One that is too large to be held in memory; writing it leaves its target open. */
    interface Frame {
        void write(Writer out) throws IOException;
    }

    /**
     * One entry of the log.
     *
     * @return whether the reader keeps pace
     */
    boolean event(long seq, String name, String frame) throws IOException;

    /** Nothing has happened for a while; someone who has left is found so. */
    void ping() throws IOException;

    /** There is nothing more for now. */
    void flush() throws IOException;
}
