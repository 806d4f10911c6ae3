package org.platformnetwork.termexecutor.attestation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.platformnetwork.termexecutor.batch.BatchLookup;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.web.ServiceInfo;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;
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
    private final Sandboxes sandboxes;
    private final InstanceSettings settings;
    private final PipelineSettings execution;
    private final ChainSettings chain;
    private final ServiceInfo service;

    AttestationController(
            BatchLookup lookup,
            InstanceKey key,
            Sandboxes sandboxes,
            InstanceSettings settings,
            PipelineSettings execution,
            ChainSettings chain,
            ServiceInfo service) {
        this.lookup = lookup;
        this.key = key;
        this.sandboxes = sandboxes;
        this.settings = settings;
        this.execution = execution;
        this.chain = chain;
        this.service = service;
    }

    /**
     * This executor; from {@code image} on what clients of the original's later versions read.
     *
     * @param hostname the container's, or the machine's where there is no container
     */
    record Instance(
            String publicKey,
            String algorithm,
            String version,
            String isolation,
            List<String> capabilities,
            String image,
            String imageDigest,
            long uptimeSecs,
            String hostname,
            int maxConcurrentTasks,
            int netuid) {}

    @GetMapping("/instance")
    Instance instance() {
        return new Instance(
                key.verifyingKey().hex(),
                VerifyingKey.ALGORITHM,
                service.version(),
                sandboxes.isolation().wireName(),
                CAPABILITIES,
                settings.image(),
                settings.imageDigest(),
                service.uptimeSecs(),
                hostname(),
                execution.maxConcurrentTasks(),
                chain.netuid());
    }

    /** As the kernel has it: Java would ask the network for it. Empty when it cannot be read. */
    private static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    @GetMapping("/verify/{id}")
    ExecutionProof verify(@PathVariable String id) {
        var batch = lookup.batch(id);
        var state = batch.state();
        if (!state.status().isTerminal()) {
            throw new ApiException(
                    ErrorCode.BATCH_NOT_FINISHED,
                    "The batch has no verdict yet; ask again when it has ended.");
        }
        var verdict = SignedVerdict.of(VerdictDocument.of(batch, state, key.verifyingKey()), key);
        return ExecutionProof.of(verdict, batch, state, service.version(), service.uptimeSecs());
    }
}
