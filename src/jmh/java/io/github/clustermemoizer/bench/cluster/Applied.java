package io.github.clustermemoizer.bench.cluster;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the flushes that one peer has applied, and notes when. */
final class Applied {
    private static final int TIMES = 1 << 17;

    private final AtomicLong count = new AtomicLong();
    private final long[] times = new long[TIMES];

    /** What is told at once of each, if anything. */
    private volatile Runnable then = () -> {};

    /** One more value is gone. From any thread. */
    void one() {
        many(1);
    }

    void many(int flushes) {
        int first = (int) Math.min(TIMES, count.getAndAdd(flushes));
        long now = System.nanoTime();
        for (int i = first; i < Math.min(TIMES, first + flushes); i++) {
            times[i] = now;
        }
        then.run();
    }

    void reset(Runnable then) {
        this.then = then;
        count.set(0);
    }

    long count() {
        return count.get();
    }

    /** When each was applied, in the order in which they were: the first hundred thousand. */
    long[] times() {
        return Arrays.copyOf(times, (int) Math.min(TIMES, count.get()));
    }
}
