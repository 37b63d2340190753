package io.github.clustermemoizer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that stands still until it is told to go on. */
final class FakeTicker implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong(-3); // like nanoTime: any number, and it may pass zero

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}
