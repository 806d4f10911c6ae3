package org.platformnetwork.termexecutor.fleet;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.fleet.channel.FleetKey;

/** The way to Temporal, through which everything goes encrypted. Connects when it is first used. */
final class TemporalConnection implements AutoCloseable {

    private static final Duration RPC_TIMEOUT = Duration.ofSeconds(10);
    private static final long CLOSE_SECS = 2;

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final String namespace;

    /**
     * @param identity who this is to an operator who looks at Temporal
     */
    TemporalConnection(TemporalSettings settings, FleetKey key, String identity) {
        if (settings.address().isEmpty()) {
            throw new StartupException(
                    "TEMPORAL_ADDRESS is not set; a coordinator and its workers need it.");
        }
        this.namespace = settings.namespace();
        this.stubs = WorkflowServiceStubs.newServiceStubs(options(settings));
        var cipher = new PayloadCipher(key.forPayloads());
        this.client =
                WorkflowClient.newInstance(
                        stubs,
                        WorkflowClientOptions.newBuilder()
                                .setNamespace(namespace)
                                .setIdentity(identity)
                                .setDataConverter(
                                        new CodecDataConverter(
                                                DefaultDataConverter.newDefaultInstance(),
                                                List.of(cipher),
                                                true))
                                .build());
    }

    private static WorkflowServiceStubsOptions options(TemporalSettings settings) {
        var options =
                WorkflowServiceStubsOptions.newBuilder()
                        .setTarget(settings.address())
                        .setRpcTimeout(RPC_TIMEOUT);
        if (!settings.apiKey().isEmpty()) {
            options.addApiKey(settings::apiKey);
        }
        if (settings.hasTls()) {
            options.setEnableHttps(true);
        }
        if (!settings.tlsCa().isEmpty() || !settings.tlsCert().isEmpty()) {
            try {
                var tls = GrpcSslContexts.forClient();
                if (!settings.tlsCa().isEmpty()) {
                    tls.trustManager(new File(settings.tlsCa()));
                }
                if (!settings.tlsCert().isEmpty()) {
                    tls.keyManager(new File(settings.tlsCert()), new File(settings.tlsKey()));
                }
                options.setSslContext(tls.build());
            } catch (IOException | IllegalArgumentException e) {
                throw new StartupException(
                        "TEMPORAL_TLS_CA, TEMPORAL_TLS_CERT or TEMPORAL_TLS_KEY is no PEM file"
                                + " that the service's user can read.");
            }
        }
        return options.build();
    }

    WorkflowClient client() {
        return client;
    }

    WorkflowServiceStubs stubs() {
        return stubs;
    }

    String identity() {
        return client.getOptions().getIdentity();
    }

    String namespace() {
        return namespace;
    }

    @Override
    public void close() {
        stubs.shutdown();
        stubs.awaitTermination(CLOSE_SECS, TimeUnit.SECONDS);
        stubs.shutdownNow();
    }
}
