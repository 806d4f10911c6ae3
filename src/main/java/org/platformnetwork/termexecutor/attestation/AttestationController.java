package org.platformnetwork.termexecutor.attestation;

import java.util.List;
import org.platformnetwork.termexecutor.progress.BatchLookup;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /verify} and {@code GET /instance}. */
@RestController
final class AttestationController {

    /** What a client may rely on that not every executor of this API has. */
    private static final List<String> CAPABILITIES =
            List.of(
                    "body_signatures",
                    "cancellation",
                    "durable_batches",
                    "event_replay",
                    "signed_verdicts",
                    "vote_by_hash");

    private final BatchLookup lookup;
    private final InstanceKey key;
    private final Instance instance;

    AttestationController(
            BatchLookup lookup, InstanceKey key, Sandboxes sandboxes, BuildProperties build) {
        this.lookup = lookup;
        this.key = key;
        this.instance =
                new Instance(
                        key.verifyingKey().hex(),
                        VerifyingKey.ALGORITHM,
                        String.valueOf(build.getVersion()),
                        sandboxes.isolation().wireName(),
                        CAPABILITIES);
    }

    record Instance(
            String publicKey,
            String algorithm,
            String version,
            String isolation,
            List<String> capabilities) {}

    @GetMapping("/instance")
    Instance instance() {
        return instance;
    }

    @GetMapping("/verify/{id}")
    SignedVerdict verify(@PathVariable String id) {
        var batch = lookup.batch(id);
        var state = batch.state();
        if (!state.status().isTerminal()) {
            throw new ApiException(
                    ErrorCode.BATCH_NOT_FINISHED,
                    "The batch has no verdict yet; ask again when it has ended.");
        }
        return SignedVerdict.of(VerdictDocument.of(batch, state, key.verifyingKey()), key);
    }
}
