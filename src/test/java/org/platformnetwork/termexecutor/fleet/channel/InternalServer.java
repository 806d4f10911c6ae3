package org.platformnetwork.termexecutor.fleet.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchId;

/** A coordinator's end of the channel, on a port of its own. */
public final class InternalServer implements AutoCloseable {

    /** What its key file holds. */
    public static final String SECRET = "a key of the fleet, of 32 bytes or more";

    static final FleetKey KEY = FleetKey.of(SECRET);

    private final Tomcat tomcat = new Tomcat();

    /** One that waits for no attempt. */
    public InternalServer(Path directory, InstantSource clock) throws LifecycleException {
        this(directory, 0, new AttemptChannels(_ -> 0), KEY, clock);
    }

    /** The batches that have not ended are those whose id begins with another digit than f. */
    InternalServer(
            Path directory, int port, AttemptChannels channels, FleetKey key, InstantSource clock)
            throws LifecycleException {
        var documents = new ResultDocuments(directory.resolve("results"), InternalServer::isLive);
        var calls =
                new InternalCalls(
                        channels,
                        documents,
                        (ArchiveHash hash) -> directory.resolve(hash.hex()),
                        "1");
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        var context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(
                context, "internal", new InternalServlet(new RequestProof(key, clock), calls));
        context.addServletMappingDecoded(InternalServlet.PREFIX + "/*", "internal");
        tomcat.start();
    }

    private static boolean isLive(BatchId batch) {
        return !batch.toString().startsWith("f");
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** Where workers find it. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    ChannelSettings settings() {
        return new ChannelSettings("", "", 0, "", "", url(), "");
    }

    /** Outside of the range of which the system gives ports to others meanwhile. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // Someone has it: another one.
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (tomcat.getServer().getState() == LifecycleState.DESTROYED) {
            return;
        }
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        }
    }
}
