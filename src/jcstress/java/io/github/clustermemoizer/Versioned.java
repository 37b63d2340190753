package io.github.clustermemoizer;

import java.time.Duration;
import java.util.Set;

/** A cache before a database of one row, whose value is its version. */
abstract class Versioned {
    static final String STATEMENT = "select 1";
    static final Set<String> TAGS = Set.of("tag");

    final EntryStore store;
    final LocalCache cache;
    volatile int version;

    Versioned(long maximum) {
        store = new EntryStore(new EntryStore.Bounds(maximum, null, null, null), System::nanoTime);
        cache = new LocalCache(
                store,
                new FlushClock(System::nanoTime),
                new ServingRule(new FlushClock(System::nanoTime), false),
                new LocalCache.Loading(Duration.ZERO, Duration.ofMinutes(5), Duration.ZERO, Runnable::run));
    }

    int read() {
        Object read = cache.memoize(STATEMENT, TAGS, LocalCache.ANY, () -> version);
        return (Integer) read;
    }

    /** As {@link #updateFlushRead}, by the hash of the statement, among those of others. */
    int updateFlushByHashRead() {
        version = 1;
        int unused = cache.flushes.flushLocalByHash(new int[] {1, STATEMENT.hashCode(), 2});
        return read();
    }

    /** Returns what a reader gets who comes after the flush of an update. */
    int updateFlushRead(Flush flush) {
        version = 1;
        cache.flushes.flush(flush, true);
        return read();
    }
}
