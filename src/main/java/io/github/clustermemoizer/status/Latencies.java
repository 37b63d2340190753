package io.github.clustermemoizer.status;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The latest of what took so long. Safe from any thread. */
final class Latencies {
    private static final double NANOS = 1e6;

    private final long[] nanos; // guarded by this
    private long count; // guarded by this

    /** @param room how many are remembered */
    Latencies(int room) {
        nanos = new long[room];
    }

    synchronized void add(long took) {
        nanos[(int) (count++ % nanos.length)] = took;
    }

    synchronized void clear() {
        count = 0;
    }

    /**
     * Returns how long at most the quicker of them took, in milliseconds; empty if there is none.
     *
     * @param share which part of them is meant, up to 1
     */
    synchronized OptionalDouble millis(double share) {
        int size = (int) Math.min(count, nanos.length);
        if (size == 0) {
            return OptionalDouble.empty();
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return OptionalDouble.of(sorted[(int) Math.ceil(share * size) - 1] / NANOS);
    }
}
