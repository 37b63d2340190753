package io.github.clustermemoizer.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets one line a minute through, with the number of those held back before it. Safe from any thread. */
final class ThinnedLog {
    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier ticker;
    private final AtomicLong due;
    private final AtomicLong heldBack = new AtomicLong();

    ThinnedLog(LongSupplier ticker) {
        this.ticker = ticker;
        this.due = new AtomicLong(ticker.getAsLong());
    }

    /** @param log is handed how many lines were held back since the last */
    void log(LongConsumer log) {
        long now = ticker.getAsLong();
        long next = due.get();
        if (now - next >= 0 && due.compareAndSet(next, now + INTERVAL)) {
            log.accept(heldBack.getAndSet(0));
        } else {
            heldBack.incrementAndGet();
        }
    }
}
