package io.github.clustermemoizer;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Remembers when what was flushed, so that a load which began before is not kept. Constant memory;
 * safe from any thread. Who asks takes no lock, and neither does the flush of one statement.
 *
 * <p>Times are nanoseconds of this clock alone, and positive. A flush is given a time that no
 * earlier {@link #asOf()} has passed, and a load a time that every earlier flush has not reached;
 * where the ticker stands still the two are told apart by counting on. So "the flush is not older
 * than the load" is {@code flush >= asOf}, also within one tick.
 */
final class FlushClock {
    /** Power of two. Two statements that share a slot keep each other's loads from being kept, now and then. */
    private static final int SLOTS = 4096;

    /** Far from both ends: a lag can be taken off and an age added without overflow. */
    private static final long ORIGIN = Long.MAX_VALUE / 4;

    private final LongSupplier ticker;
    private final long start;
    private final AtomicLong newest = new AtomicLong();
    private final AtomicLongArray statements = new AtomicLongArray(SLOTS);
    private volatile RecentFlushes wide = RecentFlushes.NONE; // written under the monitor of this

    FlushClock(LongSupplier ticker) {
        this.ticker = ticker;
        this.start = ticker.getAsLong();
    }

    long now() {
        return ticker.getAsLong() - start + ORIGIN;
    }

    /** The time of a load that begins now: later than every flush so far. */
    long asOf() {
        return Math.max(now(), newest.get() + 1);
    }

    /** Writes a flush down and returns its time. What it drops must be removed after this call, not before. */
    long flush(Flush flush) {
        long time = tick();
        if (flush.kind() == Flush.Kind.STATEMENT) {
            statements.accumulateAndGet(slot(flush.text()), time, Math::max);
        } else {
            widen(flush, time);
        }
        return time;
    }

    /**
     * Writes down the flush of a statement that is about to be stored anew, and returns the time that the
     * new value may stand for; or 0 if another flush came after {@code asOf}, so that it must not be stored.
     */
    long flushForSeed(String statement, Set<String> tags, long asOf) {
        long time = tick();
        // In one step, for a flush that comes between a look and a write would be hidden by the write.
        long before = statements.getAndAccumulate(slot(statement), time, Math::max);
        return before >= asOf || wide.drop(statement, tags, asOf) ? 0 : time + 1;
    }

    /** From now on everything counts as flushed, for ever: no load is kept any more. */
    synchronized void stop() {
        wide = RecentFlushes.ALL;
    }

    boolean flushedSince(String statement, Set<String> tags, long asOf) {
        return statements.get(slot(statement)) >= asOf || wide.drop(statement, tags, asOf);
    }

    private synchronized void widen(Flush flush, long time) {
        wide = wide.with(flush, time);
    }

    private long tick() {
        long now = now();
        while (true) {
            long last = newest.get();
            long next = Math.max(now, last + 1);
            if (newest.compareAndSet(last, next)) {
                return next;
            }
        }
    }

    private static int slot(String statement) {
        int hash = statement.hashCode();
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }
}
