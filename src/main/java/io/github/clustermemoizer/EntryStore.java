package io.github.clustermemoizer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
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
    private final TagIndex tags = new TagIndex();
    private final LongAdder evictions = new LongAdder();

    EntryStore(Bounds bounds, LongSupplier ticker) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder().ticker(ticker::getAsLong);
        if (bounds.expireAfterWrite != null) {
            builder.expireAfterWrite(bounds.expireAfterWrite);
        }
        if (bounds.expireAfterAccess != null) {
            builder.expireAfterAccess(bounds.expireAfterAccess);
        }
        RemovalListener<String, Entry> listener = this::evicted;
        Caffeine<String, Entry> typed = builder.evictionListener(listener);
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
        tags.add(statement, entry);
        try {
            Entry replaced = cache.asMap().put(statement, entry);
            if (replaced != null) {
                tags.remove(replaced);
            }
        } catch (RuntimeException e) {
            tags.remove(entry); // the weigher threw
            throw e;
        }
    }

    /** Removes {@code entry}, and nothing that has come in its place. */
    boolean remove(String statement, Entry entry) {
        leave(entry);
        return cache.asMap().remove(statement, entry);
    }

    /**
     * Removes what {@code flush} drops. Walks over the entries without a lock; what is stored meanwhile may
     * be passed by.
     *
     * @return how many went
     */
    int remove(Flush flush) {
        int[] removed = {0};
        switch (flush.kind()) {
            case STATEMENT -> removed[0] = removeWhatever(flush.text());
            case TAG ->
                tags.forEach(flush.text(), (statement, entry) -> removed[0] += remove(statement, entry) ? 1 : 0);
            default ->
                cache.asMap().forEach((statement, entry) -> {
                    if (flush.drops(statement, entry.tags())) {
                        removed[0] += removeWhatever(statement);
                    }
                });
        }
        return removed[0];
    }

    /** Removes what stands for a time before {@code asOf}, as {@link #remove(Flush)} does. */
    int removeOlder(long asOf) {
        int[] removed = {0};
        cache.asMap().forEach((statement, entry) -> {
            if (entry.asOf() < asOf) {
                removed[0] += remove(statement, entry) ? 1 : 0;
            }
        });
        return removed[0];
    }

    long size() {
        cache.cleanUp(); // or it counts what is about to be evicted
        return cache.estimatedSize();
    }

    long evictions() {
        return evictions.sum();
    }

    /** Returns how many places the entries take in the index of tags; for tests. */
    long indexed() {
        return tags.size();
    }

    private int removeWhatever(String statement) {
        Entry entry = cache.policy().getIfPresentQuietly(statement);
        while (entry != null && !remove(statement, entry)) {
            entry = cache.policy().getIfPresentQuietly(statement);
        }
        return entry == null ? 0 : 1;
    }

    /** Called by Caffeine in one step with the eviction, before the entry is out of its table. */
    void evicted(@Nullable String statement, @Nullable Entry entry, RemovalCause cause) {
        if (entry != null) {
            leave(entry);
        }
        evictions.increment();
    }

    private void leave(Entry entry) {
        entry.leave();
        tags.remove(entry);
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
