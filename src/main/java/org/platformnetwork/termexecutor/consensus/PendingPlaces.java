package org.platformnetwork.termexecutor.consensus;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.VoteTable.Collecting;
import org.platformnetwork.termexecutor.hotkey.Hotkey;

/**
 * The places for archives that collect votes, and their bytes. An archive that only one validator
 * wants can be evicted for another, so that no single validator keeps the others out: it holds at
 * most its quota of them, and when there is no room, whoever holds most loses the oldest.
 */
final class PendingPlaces {

    private static final int LEAST_QUOTA = 8;

    private final ConsensusSettings settings;
    private final Set<Hotkey> validators;
    private final List<Place> places = new ArrayList<>();

    /**
     * One archive.
     *
     * @param voters those that are validators now
     */
    private record Place(BatchId id, long bytes, Set<Hotkey> voters) {

        boolean isHeldBy(Hotkey hotkey) {
            return voters.equals(Set.of(hotkey));
        }
    }

    /** Whether an archive finds a place. */
    sealed interface Room {

        /** It does, once these have been evicted. */
        record Granted(List<BatchId> evicted) implements Room {}

        /** It does not; the result says why. */
        record Refused(VoteResult result) implements Room {}
    }

    /**
     * The places as they are.
     *
     * @param collecting oldest first
     * @param validators the whitelist now; votes of hotkeys outside it do not count
     */
    PendingPlaces(ConsensusSettings settings, List<Collecting> collecting, Set<Hotkey> validators) {
        this.settings = settings;
        this.validators = validators;
        collecting.forEach(batch -> {
            var voters = batch.voters().stream().map(Hotkey::new).collect(Collectors.toSet());
            voters.retainAll(validators);
            places.add(new Place(batch.id(), batch.archiveBytes(), voters));
        });
    }

    private int quota() {
        return Math.max(LEAST_QUOTA, settings.maxPending() / Math.max(1, validators.size()));
    }

    private boolean isAtQuota(Hotkey voter) {
        return places.stream().filter(place -> place.isHeldBy(voter)).count() >= quota();
    }

    /** Looks for a place for one more archive. One archive always finds room when it is alone. */
    Room roomFor(Hotkey voter, long bytes) {
        if (isAtQuota(voter)) {
            return new Room.Refused(new VoteResult.QuotaReached(quota()));
        }
        var left = new ArrayList<>(places);
        var evicted = new ArrayList<BatchId>();
        while (!left.isEmpty()) {
            boolean isFull = left.size() >= settings.maxPending();
            long held = left.stream().mapToLong(Place::bytes).sum();
            if (!isFull && held + bytes <= settings.maxPendingBytes().toBytes()) {
                break;
            }
            var victim = victim(left, voter, isFull ? place -> 1 : Place::bytes);
            if (victim == null) {
                return new Room.Refused(new VoteResult.TooManyPending());
            }
            left.remove(victim);
            evicted.add(victim.id());
        }
        return new Room.Granted(evicted);
    }

    /**
     * The oldest archive of whoever holds most of what has run out, in doubt of the voter itself;
     * before all others one that no present validator wants.
     */
    private static @Nullable Place victim(
            List<Place> places, Hotkey voter, ToLongFunction<Place> measure) {
        var unwanted = places.stream().filter(place -> place.voters().isEmpty()).findFirst();
        if (unwanted.isPresent()) {
            return unwanted.get();
        }
        var singles = places.stream().filter(place -> place.voters().size() == 1).toList();
        var held = singles.stream().collect(groupingBy(Place::voters, summingLong(measure)));
        return singles.stream()
                .max(
                        comparing((Place place) -> held.get(place.voters()))
                                .thenComparing(place -> place.isHeldBy(voter)))
                .orElse(null);
    }
}
