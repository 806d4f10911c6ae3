package org.platformnetwork.termexecutor.whitelist.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.platformnetwork.termexecutor.whitelist.chain.HttpTransport.Timeouts;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource.ChainReading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Reads the metagraph through the first endpoint that answers everything well, all of it at one
 * finalized block of the right chain. Any failure at any point moves on to the next endpoint, and
 * nothing waits longer than {@link Timeouts} says.
 */
@Component
public final class SubtensorClient implements MetagraphSource {

    /** Up to here the layout of the answer is known; a newer runtime may have appended fields. */
    static final int NEWEST_TESTED_SPEC = 459;

    private static final Logger log = LoggerFactory.getLogger(SubtensorClient.class);
    private static final String SPEC_NAME = "node-subtensor";

    /** The first eight bytes of the Blake2b-512 of {@code SubnetInfoRuntimeApi}. */
    private static final String SUBNET_INFO_API = "0x8375104b299b74c5";

    private final ChainSettings settings;
    private final Timeouts timeouts;

    @Autowired
    public SubtensorClient(ChainSettings settings) {
        this(settings, Timeouts.DEFAULT);
    }

    SubtensorClient(ChainSettings settings, Timeouts timeouts) {
        this.settings = settings;
        this.timeouts = timeouts;
    }

    @Override
    public ChainReading read(Set<String> passedOver) throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        for (var endpoint : settings.endpoints()) {
            if (passedOver.contains(endpoint.label())) {
                continue;
            }
            try (var transport = Transport.open(endpoint, timeouts)) {
                return read(new JsonRpc(transport, endpoint), endpoint);
            } catch (ChainException e) {
                reasons.add("%s: %s.".formatted(endpoint.label(), e.reason()));
            }
        }
        return new ChainReading.Unreadable(reasons);
    }

    private Metagraph read(JsonRpc node, Endpoint endpoint)
            throws ChainException, InterruptedException {
        var genesis = node.callForHash("chain_getBlockHash", 0);
        if (!settings.accepts(genesis)) {
            throw new ChainException("is of another chain, whose genesis is " + genesis);
        }
        var block = node.callForHash("chain_getFinalizedHead");
        long number = number(node.call("chain_getHeader", block));
        int specVersion = specVersion(node.call("state_getRuntimeVersion", block));
        var state =
                node.callForBytes(
                        "state_call",
                        "SubnetInfoRuntimeApi_get_subnet_state",
                        "0x%02x%02x".formatted(settings.netuid() & 0xFF, settings.netuid() >> 8),
                        block);
        var decoded = SubnetStateDecoder.decode(state, settings.netuid());
        if (decoded.trailingBytes() > 0) {
            tolerate(decoded.trailingBytes(), specVersion);
        }
        return new Metagraph(
                settings.netuid(), number, block, specVersion, endpoint.label(), decoded.neurons());
    }

    private static void tolerate(int trailingBytes, int specVersion) throws ChainException {
        if (specVersion <= NEWEST_TESTED_SPEC) {
            throw new ChainException(
                    "the state has %d bytes too many for spec version %d"
                            .formatted(trailingBytes, specVersion));
        }
        log.atWarn()
                .addKeyValue("spec", specVersion)
                .addKeyValue("bytes", trailingBytes)
                .log("The chain's runtime is newer than tested; bytes at the end are passed over");
    }

    private static long number(JsonNode header) throws ChainException {
        var number = header.path("number").asString("");
        if (!number.matches("0x[0-9a-f]{1,15}")) {
            throw new ChainException("answered with a header that has no block number");
        }
        return Long.parseLong(number, 2, number.length(), 16);
    }

    private static int specVersion(JsonNode version) throws ChainException {
        if (!version.path("specName").asString("").equals(SPEC_NAME)
                || !version.path("specVersion").isInt()) {
            throw new ChainException("does not run a runtime of " + SPEC_NAME);
        }
        for (var api : version.path("apis")) {
            if (api.path(0).asString("").equals(SUBNET_INFO_API)) {
                return version.path("specVersion").intValue();
            }
        }
        throw new ChainException("runs a runtime without SubnetInfoRuntimeApi");
    }
}
