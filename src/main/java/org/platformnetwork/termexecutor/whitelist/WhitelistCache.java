package org.platformnetwork.termexecutor.whitelist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.file.AtomicFile;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last good list on disk, whole or not there at all. A list of another chain or subnet, or made
 * with another rule, does not count; and nothing about this file ever stops the service.
 */
@Component
final class WhitelistCache {

    private static final Logger log = LoggerFactory.getLogger(WhitelistCache.class);
    private static final long MAX_BYTES = 8 << 20;
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    private final Path file;
    private final ChainSettings chain;
    private final WhitelistRule rule;

    WhitelistCache(WhitelistSettings settings, ChainSettings chain) {
        this.file = settings.dataDir().resolve("validators.json");
        this.chain = chain;
        this.rule = settings.rule();
    }

    private record Stored(
            String genesis,
            int netuid,
            String measure,
            long minimumRao,
            long block,
            int specVersion,
            String source,
            Instant readAt,
            List<String> validators) {
        Stored {
            validators = List.copyOf(validators);
        }
    }

    /** The list of the last run, or empty with one line in the log when it cannot be used. */
    Optional<ValidatorSet> load() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                return unusable("it is too large");
            }
            var stored = JSON.readValue(Files.readAllBytes(file), Stored.class);
            if (stored == null
                    || !stored.genesis().equals(chain.genesis())
                    || stored.netuid() != chain.netuid()
                    || !stored.measure().equals(rule.measure().settingName())
                    || stored.minimumRao() != rule.minimum()) {
                return unusable("it was made with other settings");
            }
            var validators = stored.validators().stream().map(Hotkey::new).toList();
            if (validators.stream().anyMatch(hotkey -> hotkey.publicKey().isEmpty())) {
                return unusable("it holds an invalid address");
            }
            return Optional.of(
                    new ValidatorSet(
                            Set.copyOf(validators),
                            stored.source(),
                            stored.block(),
                            stored.specVersion(),
                            stored.readAt()));
        } catch (IOException | RuntimeException e) {
            return unusable("it cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** Replaces the file in one step; a failure is logged and changes nothing. */
    void save(ValidatorSet list) {
        var stored =
                new Stored(
                        chain.genesis(),
                        chain.netuid(),
                        rule.measure().settingName(),
                        rule.minimum(),
                        list.block(),
                        list.specVersion(),
                        list.source(),
                        list.readAt(),
                        list.validators().stream()
                                .map(Hotkey::address)
                                .sorted()
                                .collect(Collectors.toList()));
        try {
            // Tasks that run on this machine have no business with it.
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            AtomicFile.write(file, JSON.writeValueAsBytes(stored));
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("reason", e.getClass().getSimpleName())
                    .log("The validator list could not be kept on disk");
        }
    }

    private static Optional<ValidatorSet> unusable(String reason) {
        log.atWarn().addKeyValue("reason", reason).log("The validator list on disk is not used");
        return Optional.empty();
    }
}
