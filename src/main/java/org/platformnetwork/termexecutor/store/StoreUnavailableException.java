package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Nothing was kept, and nothing may be promised; trying again later may succeed. */
public final class StoreUnavailableException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final StoreFailure problem;

    StoreUnavailableException(StoreFailure problem, @Nullable Throwable cause) {
        super(problem.sentence(), cause);
        this.problem = problem;
    }

    /** For a file in the data directory that could not be written. */
    public static StoreUnavailableException of(IOException failure) {
        return new StoreUnavailableException(StoreFailure.of(failure), failure);
    }

    public StoreFailure problem() {
        return problem;
    }
}
