package org.platformnetwork.termexecutor.fleet.channel;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import org.platformnetwork.termexecutor.archive.ArchiveStore;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.platformnetwork.termexecutor.web.PrivateConnector;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;

/** The coordinator's end. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "fleet.role", havingValue = "coordinator")
class ChannelConfiguration {

    @Bean
    FleetKey fleetKey(ChannelSettings settings) {
        return FleetKey.read(settings.keyFile());
    }

    @Bean
    AttemptChannels attemptChannels(Batches batches) {
        return new AttemptChannels(new KeptEntries(batches)::count);
    }

    @Bean
    ResultDocuments resultDocuments(DataDirectory data, Batches batches) {
        return new ResultDocuments(data.path().resolve("results"), batch -> isLive(batches, batch));
    }

    private static boolean isLive(Batches batches, BatchId batch) {
        return batches.find(batch)
                .filter(known -> !known.state().status().isTerminal())
                .isPresent();
    }

    @Bean
    PrivateConnector internalConnector(ChannelSettings settings) {
        return new PrivateConnector(
                InternalServlet.PREFIX,
                address(settings),
                settings.port(),
                settings.hasTls()
                        ? new PrivateConnector.Tls(settings.tlsCert(), settings.tlsKey())
                        : null);
    }

    /** What is sent may be read on the way where there is no TLS. */
    static InetAddress address(ChannelSettings settings) {
        var text = settings.address();
        try {
            var address = InetAddress.getByName(text);
            if (!settings.hasTls() && !isPrivate(address)) {
                throw new StartupException(
                        "INTERNAL_ADDRESS="
                                + text
                                + " is not a loopback or private address: set one, or"
                                + " INTERNAL_TLS_CERT and INTERNAL_TLS_KEY.");
            }
            return address;
        } catch (UnknownHostException _) {
            throw new StartupException("INTERNAL_ADDRESS=" + text + " is not an address here.");
        }
    }

    /** Of loopback, RFC 1918, link-local or unique local (RFC 4193). */
    static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || (address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc);
    }

    @Bean
    ServletRegistrationBean<InternalServlet> internalServlet(
            FleetKey key,
            AttemptChannels channels,
            ResultDocuments documents,
            ArchiveStore archives,
            BuildProperties build,
            InstantSource clock) {
        var proof = new RequestProof(key, clock);
        var calls = new InternalCalls(channels, documents, archives::path, build.getVersion());
        return new ServletRegistrationBean<>(
                new InternalServlet(proof, calls), InternalServlet.PREFIX + "/*");
    }

    @Bean
    Reaper resultReaper(ResultDocuments documents) {
        return new Reaper(documents);
    }

    /** Removes what batches that have ended left. */
    record Reaper(ResultDocuments documents) {

        @Scheduled(fixedDelayString = "PT10M")
        void reap() throws IOException {
            documents.reap();
        }
    }
}
