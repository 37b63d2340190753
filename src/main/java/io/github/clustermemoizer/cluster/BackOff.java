package io.github.clustermemoizer.cluster;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a lane waits after failures: twice as long after each, up to a limit, and the lanes of many servers not all
 * as long. Guarded like its lane.
 */
final class BackOff {
    private static final long FIRST = Duration.ofMillis(100).toNanos();
    private static final long LONGEST = Duration.ofSeconds(2).toNanos();

    private final DoubleSupplier jitter;
    private int failures;
    private long notBefore;

    /** @param jitter gives numbers from 0 to 1 */
    BackOff(DoubleSupplier jitter) {
        this.jitter = jitter;
    }

    void failed(long now) {
        failures++;
        long longest = Math.min(LONGEST, FIRST << Math.min(failures - 1, 10));
        notBefore = now + (long) (longest * (1 + jitter.getAsDouble()) / 2);
    }

    void end() {
        failures = 0;
    }

    /** Returns how many failures there were in a row. */
    int failures() {
        return failures;
    }

    /** Returns how long to wait from now on. */
    long left(long now) {
        return failures == 0 ? 0 : Math.max(0, notBefore - now);
    }
}
