package org.platformnetwork.termexecutor.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;

/** Validators, and their signed votes for small archives: many for each, and never enough. */
final class SignedVotes {

    private static final int VALIDATORS = 256;
    private static final int VOTERS = VALIDATORS / 2 - 2;

    private final List<KeyPair> keys =
            IntStream.range(0, VALIDATORS).mapToObj(SignedVotes::key).toList();

    private static KeyPair key(int number) {
        var seed = new byte[32];
        seed[0] = (byte) number;
        seed[1] = 1;
        return KeyPair.fromMiniSecret(seed);
    }

    /** As {@code TRUSTED_VALIDATORS} takes them. */
    String validators() {
        return keys.stream().map(key -> key.hotkey().address()).collect(Collectors.joining(","));
    }

    KeyPair key() {
        return keys.getFirst();
    }

    /**
     * The first votes for archives, which have them extracted, and those that follow.
     *
     * @param first one for each archive
     */
    record Votes(List<byte[]> first, List<byte[]> further) {}

    /**
     * Signs votes for archives that no one has seen.
     *
     * @param archives at most as many as may collect votes
     */
    Votes votes(int archives) {
        var first = new ArrayList<byte[]>();
        var further = new ArrayList<byte[]>();
        for (int i = 0; i < archives; i++) {
            int opener = i % VALIDATORS;
            var archive = archive();
            first.add(vote(keys.get(opener), archive));
            IntStream.range(1, VOTERS)
                    .parallel()
                    .mapToObj(offset -> vote(keys.get((opener + offset) % VALIDATORS), archive))
                    .forEachOrdered(further::add);
        }
        Collections.shuffle(further, new Random(1));
        return new Votes(first, further);
    }

    private static byte[] archive() {
        return TestArchive.withAgent("agent.sh", "# " + UUID.randomUUID() + "\n")
                .file("tasks/t/prompt.md", "Do it.\n")
                .file(
                        "tasks/t/workspace.yaml",
                        "repo: https://example.invalid/x\nbase_commit: " + "a".repeat(40) + "\n")
                .file("tasks/t/tests/test.sh", "true\n")
                .zip();
    }

    /** A vote that brings the archive along, signed in version 1. */
    static byte[] vote(KeyPair key, byte[] archive) {
        var nonce = UUID.randomUUID().toString();
        var address = key.hotkey().address();
        var signature = key.sign((address + nonce).getBytes(StandardCharsets.UTF_8)).toHex();
        return HttpLoad.post(
                "/submit",
                "X-Hotkey: %s\r\nX-Nonce: %s\r\nX-Signature: %s\r\nContent-Type: %s\r\n"
                        .formatted(address, nonce, signature, ServiceClient.multipartType()),
                ServiceClient.multipart("archive", archive));
    }
}
