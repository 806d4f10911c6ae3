package org.platformnetwork.termexecutor.whitelist;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.whitelist.chain.ChainSettings;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource;
import org.platformnetwork.termexecutor.whitelist.chain.MetagraphSource.ChainReading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Brings the list up to date with the chain, or leaves it as it is: nothing that a node says, or
 * fails to say, ever takes validators away unless it is a whole and confirmed answer.
 */
@Component
public final class WhitelistRefresh {

    private static final Logger log = LoggerFactory.getLogger(WhitelistRefresh.class);
    private static final int ROUNDS = 3;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(4);
    private static final double JITTER = 0.1;

    private final ValidatorWhitelist whitelist;
    private final WhitelistCache cache;
    private final MetagraphSource source;
    private final WhitelistRule rule;
    private final ChainSettings chain;
    private final Duration interval;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final AtomicReference<@Nullable Thread> running = new AtomicReference<>();
    private @Nullable ValidatorSet unconfirmed;
    private boolean first = true;

    WhitelistRefresh(
            ValidatorWhitelist whitelist,
            WhitelistCache cache,
            MetagraphSource source,
            WhitelistSettings settings,
            ChainSettings chain,
            InstantSource clock,
            Sleeper sleeper) {
        this.whitelist = whitelist;
        this.cache = cache;
        this.source = source;
        this.rule = settings.rule();
        this.chain = chain;
        this.interval = settings.refreshInterval();
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /**
     * Starts one turn on a thread of its own, so that slow nodes delay neither the start nor other
     * scheduled work; does nothing while the turn before is still under way.
     */
    @Scheduled(fixedRateString = "${whitelist.refresh-interval}", timeUnit = TimeUnit.SECONDS)
    void turn() {
        if (chain.isOff()) {
            return;
        }
        var thread = Thread.ofVirtual().name("whitelist-refresh").unstarted(this::waitAndRefresh);
        if (running.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    @PreDestroy
    void stop() {
        var thread = running.get();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void waitAndRefresh() {
        try {
            if (first) {
                first = false;
            } else {
                sleeper.sleep(scaled(interval, ThreadLocalRandom.current().nextDouble(JITTER)));
            }
            refresh();
        } catch (InterruptedException e) {
            log.atDebug().log("The refresh of the validator list was interrupted by the shutdown");
        } finally {
            running.set(null);
        }
    }

    /**
     * One turn: asks every endpoint in up to three rounds, with a growing wait between them. Turns
     * do not overlap.
     */
    public synchronized void refresh() throws InterruptedException {
        try {
            var reading = source.read(Set.of());
            for (int round = 1; round < ROUNDS && !(reading instanceof Metagraph); round++) {
                sleeper.sleep(waitAfter(round));
                reading = source.read(Set.of());
            }
            switch (reading) {
                case Metagraph metagraph -> consider(listOf(metagraph));
                case ChainReading.Unreadable(var reasons) -> markFailed(String.join(" ", reasons));
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("The refresh of the validator list failed");
            markFailed("The refresh failed: %s.".formatted(e.getClass().getSimpleName()));
        }
    }

    private void consider(ValidatorSet list) throws InterruptedException {
        var before = whitelist.list();
        if (before == null || !list.isSuspiciousAfter(before)) {
            accept(list);
            return;
        }
        switch (source.read(Set.of(list.source()))) {
            case Metagraph metagraph -> confirmWithOtherNode(before, list, listOf(metagraph));
            case ChainReading.Unreadable unreadable -> confirmAtLaterBlock(list);
        }
    }

    private void confirmWithOtherNode(ValidatorSet before, ValidatorSet list, ValidatorSet second) {
        unconfirmed = null;
        if (second.validators().equals(list.validators()) || !second.isSuspiciousAfter(before)) {
            accept(second);
        } else {
            markFailed(
                    "%s and %s both dropped most of the list, but not the same."
                            .formatted(list.source(), second.source()));
        }
    }

    private void confirmAtLaterBlock(ValidatorSet list) {
        var earlier = unconfirmed;
        if (earlier != null
                && list.block() > earlier.block()
                && list.validators().equals(earlier.validators())) {
            accept(list);
        } else {
            unconfirmed = list;
            markFailed(
                    "%s dropped most of the list at block %d, which no other node has confirmed yet."
                            .formatted(list.source(), list.block()));
        }
    }

    private void accept(ValidatorSet list) {
        unconfirmed = null;
        whitelist.replace(list);
        cache.save(list);
        log.atInfo()
                .addKeyValue("validators", list.validators().size())
                .addKeyValue("block", list.block())
                .addKeyValue("spec", list.specVersion())
                .addKeyValue("source", list.source())
                .log("Validator list refreshed");
    }

    private void markFailed(String error) {
        whitelist.markFailed(error);
        log.atWarn().addKeyValue("reason", error).log("Validator list not refreshed");
    }

    private ValidatorSet listOf(Metagraph metagraph) {
        return ValidatorSet.of(metagraph, rule, clock.instant());
    }

    /** 4 s and 8 s, give or take a tenth. */
    private static Duration waitAfter(int round) {
        return scaled(
                FIRST_WAIT.multipliedBy(1L << (round - 1)),
                ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis((long) (duration.toMillis() * factor));
    }
}
