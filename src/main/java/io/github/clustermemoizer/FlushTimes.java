package io.github.clustermemoizer;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When each of any number of names was flushed last, in constant memory. Two names that share a slot share their
 * times, and so keep each other's loads from being kept, now and then. Safe from any thread.
 */
final class FlushTimes {
    /** Power of two. */
    private static final int SLOTS = 4096;

    private final AtomicLongArray times = new AtomicLongArray(SLOTS);

    /** Writes a time down, unless a later one is there; returns the time that was there. */
    long raise(int hash, long time) {
        return times.getAndAccumulate(slot(hash), time, Math::max);
    }

    /** Tells whether what has this hash was flushed at {@code asOf} or later. */
    boolean isFlushedSince(int hash, long asOf) {
        return times.get(slot(hash)) >= asOf;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }
}
