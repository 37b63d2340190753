package io.github.clustermemoizer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalListener;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values in memory: a plain Caffeine cache. Filled by {@code put} alone, so that no operation
 * of Caffeine ever runs a loader, and none can wait for one.
 */
class EntryStore {
    /** How much is kept, and how long. */
    record Bounds(
            long maximum,
            @Nullable ToIntBiFunction<? super String, ? super @Nullable Object> weigher,
            @Nullable Duration expireAfterWrite,
            @Nullable Duration expireAfterAccess) {}

    private final Cache<String, Entry> cache;
    private final LongAdder evictions = new LongAdder();

    EntryStore(Bounds bounds, LongSupplier ticker) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder()
                .ticker(ticker::getAsLong)
                // On the caller's thread: house-keeping is short, and no foreign pool is drawn into the application.
                .executor(Runnable::run);
        if (bounds.expireAfterWrite != null) {
            builder.expireAfterWrite(bounds.expireAfterWrite);
        }
        if (bounds.expireAfterAccess != null) {
            builder.expireAfterAccess(bounds.expireAfterAccess);
        }
        RemovalListener<String, Entry> count = (statement, entry, cause) -> evictions.increment();
        Caffeine<String, Entry> typed = builder.evictionListener(count);
        var weigher = bounds.weigher;
        if (weigher == null) {
            typed.maximumSize(bounds.maximum);
        } else {
            typed.maximumWeight(bounds.maximum).weigher((statement, entry) -> weight(weigher, statement, entry));
        }
        cache = typed.build();
    }

    @Nullable
    Entry get(String statement) {
        return cache.getIfPresent(statement);
    }

    void put(String statement, Entry entry) {
        cache.put(statement, entry);
    }

    boolean remove(String statement) {
        return cache.asMap().remove(statement) != null;
    }

    void remove(String statement, Entry entry) {
        cache.asMap().remove(statement, entry);
    }

    /** Walks over all entries without a lock; what is stored meanwhile may be passed by. */
    int removeAll(Flush flush) {
        int removed = 0;
        for (String statement : cache.asMap().keySet()) {
            if (flush.drops(statement) && remove(statement)) {
                removed++;
            }
        }
        return removed;
    }

    long size() {
        return cache.estimatedSize();
    }

    long evictions() {
        return evictions.sum();
    }

    private static int weight(
            ToIntBiFunction<? super String, ? super @Nullable Object> weigher, String statement, Entry entry) {
        int weight = weigher.applyAsInt(statement, entry.value);
        if (weight < 0) {
            throw new IllegalArgumentException("weight must not be negative: " + weight);
        }
        return weight;
    }
}
