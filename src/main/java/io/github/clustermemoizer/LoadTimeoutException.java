package io.github.clustermemoizer;

import java.time.Duration;

/**
 * Thrown to a caller that has waited long enough for another thread's load. The load goes on, and its
 * value is kept like any other's. See {@link Memoizer.Builder#waitLimit}.
 */
public final class LoadTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoadTimeoutException(Duration limit, String statement) {
        super("waited " + limit + " for another thread's load, which goes on, of: " + statement);
    }
}
