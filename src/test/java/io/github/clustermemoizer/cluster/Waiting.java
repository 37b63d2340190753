package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens elsewhere, never for ever. */
public final class Waiting {
    private static final Duration SOON = Duration.ofSeconds(20);

    private Waiting() {}

    public static void await(BooleanSupplier condition) {
        await("something", condition);
    }

    public static void await(String what, BooleanSupplier condition) {
        await(what, SOON, condition);
    }

    public static void await(String what, Duration patience, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("waited in vain: %s", what).isLessThan(patience.toNanos());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
