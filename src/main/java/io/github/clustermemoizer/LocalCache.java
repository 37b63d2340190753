package io.github.clustermemoizer;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One server's values: law 1. Knows of no peers.
 *
 * <p>A flush writes the clock, and then removes. A load stores, and then looks at the clock. So
 * whichever comes first, one of the two sees the other, and a stale value does not stay.
 */
final class LocalCache implements FlushTarget {
    /** Any age will do. */
    static final long ANY = Long.MIN_VALUE;

    private final EntryStore store;
    private final FlushClock clock;
    private final LoadsUnderWay loads = new LoadsUnderWay();

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder loaded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder notKept = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();
    private final LongAdder flushed = new LongAdder();

    LocalCache(EntryStore store, FlushClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Returns the time that a value must stand for to be no older than {@code maxAge} now. */
    long oldest(Duration maxAge) {
        if (maxAge.isNegative()) {
            throw new IllegalArgumentException("max age must not be negative: " + maxAge);
        }
        return clock.now() - saturatedNanos(maxAge);
    }

    /** @param oldest the time that a value must at least stand for, or {@link #ANY} */
    <E extends Exception> @Nullable Object memoize(
            String statement, long oldest, Loader<? extends @Nullable Object, E> loader) throws E {
        Entry entry = store.get(statement);
        if (entry != null && isGood(statement, entry, oldest)) {
            hits.increment();
            return entry.value;
        }
        Load mine = new Load(statement, clock.asOf());
        Load underWay = loads.enter(mine, oldest);
        misses.increment();
        while (underWay != mine) {
            Entry joined = loads.await(underWay);
            // The other may have found what it looked for in memory, and be content with less fresh a value than we.
            if (joined.asOf() >= oldest) {
                return joined.value;
            }
            mine = new Load(statement, clock.asOf());
            underWay = loads.enter(mine, oldest);
        }
        return run(mine, oldest, loader).value;
    }

    boolean isCached(String statement, long oldest) {
        Entry entry = store.get(statement);
        return entry != null && isGood(statement, entry, oldest);
    }

    /** Drops what is there or under way, and stores {@code value} in its place. */
    void seed(String statement, @Nullable Object value) {
        long flush = clock.flush(Flush.statement(statement));
        loads.forget(Flush.statement(statement));
        if (!store(statement, new Entry(value, flush + 1))) {
            notKept.increment();
        }
    }

    @Override
    public int flushLocal(Flush flush) {
        clock.flush(flush);
        loads.forget(flush);
        int removed;
        if (flush.kind() == Flush.Kind.STATEMENT) {
            removed = store.remove(flush.text()) ? 1 : 0;
        } else {
            removed = store.removeAll(flush);
        }
        flushed.add(removed);
        return removed;
    }

    /** From now on loads run and nothing is kept. */
    void close() {
        clock.stop();
        loads.forget(Flush.everything());
        store.removeAll(Flush.everything());
    }

    MemoizerStats stats() {
        return new MemoizerStats(
                hits.sum(),
                misses.sum(),
                loaded.sum(),
                failed.sum(),
                notKept.sum(),
                Duration.ofNanos(loadNanos.sum()),
                flushed.sum(),
                store.evictions(),
                store.size());
    }

    private <E extends Exception> Entry run(Load mine, long oldest, Loader<? extends @Nullable Object, E> loader)
            throws E {
        try {
            // Another load may have ended between our look at the store and our entering.
            Entry entry = store.get(mine.statement);
            if (entry == null || entry.asOf() < oldest || clock.flushedSince(mine.statement, entry.asOf())) {
                entry = new Entry(timed(loader), mine.asOf);
                if (!store(mine.statement, entry)) {
                    notKept.increment();
                }
            }
            mine.succeed(entry);
            return entry;
        } catch (Throwable failure) {
            mine.fail(failure);
            throw failure;
        } finally {
            loads.leave(mine);
        }
    }

    private <E extends Exception> @Nullable Object timed(Loader<? extends @Nullable Object, E> loader) throws E {
        long start = clock.now();
        boolean ended = false;
        try {
            Object value = loader.load();
            ended = true;
            return value;
        } finally {
            loadNanos.add(clock.now() - start);
            (ended ? loaded : failed).increment();
        }
    }

    private boolean store(String statement, Entry entry) {
        Entry there = store.get(statement);
        if ((there != null && there.asOf() > entry.asOf()) || clock.flushedSince(statement, entry.asOf())) {
            return false;
        }
        store.put(statement, entry);
        // The entry must be there for a flush to find before we look whether one was here.
        VarHandle.fullFence();
        if (clock.flushedSince(statement, entry.asOf())) {
            store.remove(statement, entry);
            return false;
        }
        entry.confirm();
        return true;
    }

    private boolean isGood(String statement, Entry entry, long oldest) {
        return entry.asOf() >= oldest && (entry.confirmed() || !clock.flushedSince(statement, entry.asOf()));
    }

    private static long saturatedNanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
