package org.platformnetwork.termexecutor;

import java.util.concurrent.atomic.AtomicBoolean;
import org.platformnetwork.termexecutor.store.Store.StoreLost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Ends a service that another one has replaced on its database, with one line and exit code 1. */
@Component
final class LostDatabase {

    private static final Logger log = LoggerFactory.getLogger(LostDatabase.class);

    private final ApplicationContext context;
    private final AtomicBoolean isEnding = new AtomicBoolean();

    LostDatabase(ApplicationContext context) {
        this.context = context;
    }

    @EventListener
    void end(StoreLost loss) {
        if (isEnding.compareAndSet(false, true)) {
            log.error(loss.reason());
            // Not on this thread, whose end the context waits for.
            Thread.ofPlatform()
                    .name("end")
                    .start(() -> System.exit(SpringApplication.exit(context, () -> 1)));
        }
    }
}
