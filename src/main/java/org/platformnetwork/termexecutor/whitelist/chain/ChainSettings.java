package org.platformnetwork.termexecutor.whitelist.chain;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Which chain is read, and through whom.
 *
 * @param rpc URLs of nodes in order of preference, before the public ones; {@code off} alone for
 *     reading no chain at all
 * @param genesis the hash of the chain's first block, or {@code any}
 * @param netuid the subnet
 */
@Validated
@ConfigurationProperties("chain")
public record ChainSettings(
        List<String> rpc,
        @Pattern(regexp = "any|0x[0-9a-f]{64}", message = "any, or 0x and 64 hexadecimal digits")
                String genesis,
        @Min(0) @Max(65535) int netuid) {

    private static final String ANY = "any";
    private static final String OFF = "off";
    private static final String MAINNET =
            "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03";
    private static final List<String> PUBLIC =
            List.of(
                    "wss://entrypoint-finney.opentensor.ai:443",
                    "wss://lite.chain.opentensor.ai:443");

    /**
     * @throws IllegalArgumentException naming the position of an entry that is no URL; never the
     *     entry itself
     */
    public ChainSettings {
        rpc = rpc.stream().map(String::strip).toList();
        if (!rpc.equals(List.of(OFF))) {
            for (int i = 0; i < rpc.size(); i++) {
                if (Endpoint.parse(rpc.get(i)).isEmpty()) {
                    throw new IllegalArgumentException(
                            "rpc: off, or comma-separated ws://, wss://, http:// or https:// URLs (entry %d is invalid)"
                                    .formatted(i + 1));
                }
            }
            if (rpc.isEmpty() && !genesis.equals(MAINNET)) {
                throw new IllegalArgumentException(
                        "rpc: the URL of a node of the chain that BITTENSOR_GENESIS names");
            }
        }
    }

    /** Whether no chain is read, as where there is no network. */
    public boolean isOff() {
        return rpc.equals(List.of(OFF));
    }

    /**
     * The nodes in the order of asking. The public ones follow only where their chain is asked for:
     * with {@code any} they would answer for a private chain whose own node is down.
     */
    List<Endpoint> endpoints() {
        if (isOff()) {
            return List.of();
        }
        var urls = new ArrayList<>(rpc);
        if (genesis.equals(MAINNET)) {
            urls.addAll(PUBLIC);
        }
        return urls.stream().flatMap(url -> Endpoint.parse(url).stream()).distinct().toList();
    }

    boolean accepts(String genesisHash) {
        return genesis.equals(ANY) || genesis.equals(genesisHash);
    }
}
