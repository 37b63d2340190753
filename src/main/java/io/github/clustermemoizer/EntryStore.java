package io.github.clustermemoizer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.RemovalListener;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
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

    static final boolean FINDS_BY_HASH = HashProbe.isUnderstoodBy(
            Caffeine.newBuilder().maximumSize(1000).<String, Object>build().asMap());

    private final Cache<String, Entry> cache;
    private final EntryIndex<String> tags = new EntryIndex<>();

    // Null until the first flush by digest, so that who uses none pays for none; written under the monitor of this.
    private volatile @Nullable EntryIndex<Long> marks;

    private boolean areAllMarked; // guarded by this
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
        for (String tag : entry.tags()) {
            tags.add(tag, statement, entry);
        }
        EntryIndex<Long> before = marks;
        if (before != null) {
            addMarks(before, statement, entry);
        }
        try {
            Entry replaced = cache.asMap().put(statement, entry);
            if (replaced != null) {
                leave(statement, replaced);
            }
        } catch (RuntimeException e) {
            leave(statement, entry); // the weigher threw
            throw e;
        }
        if (before == null) {
            // The entry must be there for the first flush by digest to find before we look whether there was one.
            VarHandle.fullFence();
            EntryIndex<Long> after = marks;
            if (after != null) {
                addLate(after, statement, entry);
            }
        }
    }

    /** Removes {@code entry}, and nothing that has come in its place. */
    boolean remove(String statement, Entry entry) {
        leave(statement, entry);
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
            case DIGEST, TAG_DIGEST ->
                byMark().forEach(
                                Digest.mark(flush),
                                (statement, entry) -> removed[0] += remove(statement, entry) ? 1 : 0);
            default ->
                cache.asMap().forEach((statement, entry) -> {
                    if (flush.drops(statement, entry.tags())) {
                        removed[0] += removeWhatever(statement);
                    }
                });
        }
        return removed[0];
    }

    /** Removes all statements of these hashes, as {@link #remove(Flush)} does. */
    int remove(int[] hashes) {
        int removed = 0;
        for (String statement : HashProbe.find(cache.asMap(), hashes, FINDS_BY_HASH)) {
            removed += removeWhatever(statement);
        }
        return removed;
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

    /** Returns the statement of this length and digest. Walks over all statements; digests only those that are as long. */
    Optional<String> find(int length, String digest) {
        return cache.asMap().keySet().stream()
                .filter(statement -> statement.length() == length && digest.equals(Digest.of(statement)))
                .findFirst();
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

    /** Returns how many places the entries take in the index of marks; for tests. */
    long marked() {
        EntryIndex<Long> index = marks;
        return index == null ? 0 : index.size();
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
        if (statement != null && entry != null) {
            leave(statement, entry);
        }
        evictions.increment();
    }

    private void leave(String statement, Entry entry) {
        entry.leave();
        for (String tag : entry.tags()) {
            tags.remove(tag, entry);
        }
        EntryIndex<Long> index = marks;
        if (index != null) {
            VarHandle.fullFence(); // see addLate
            removeMarks(index, statement, entry);
        }
    }

    /** Returns the index of marks. The first to ask makes it, in one walk over all entries, for which the others wait. */
    private synchronized EntryIndex<Long> byMark() {
        EntryIndex<Long> index = marks;
        if (index == null) {
            // From here on every new entry is entered by who stores it; what was stored before, the walk meets.
            index = new EntryIndex<>();
            marks = index;
            VarHandle.fullFence();
        }
        if (!areAllMarked) {
            EntryIndex<Long> all = index;
            cache.asMap().forEach((statement, entry) -> addLate(all, statement, entry));
            areAllMarked = true; // not if the walk has failed
        }
        return index;
    }

    /** Enters an entry that is stored already, and so may be leaving already. */
    private static void addLate(EntryIndex<Long> index, String statement, Entry entry) {
        addMarks(index, statement, entry);
        // Who removes it says so first and then takes it out, we the other way round: one of the two sees the other.
        VarHandle.fullFence();
        if (entry.isLeaving()) {
            removeMarks(index, statement, entry);
        }
    }

    private static void addMarks(EntryIndex<Long> index, String statement, Entry entry) {
        for (long mark : marks(statement, entry)) {
            index.add(mark, statement, entry);
        }
    }

    private static void removeMarks(EntryIndex<Long> index, String statement, Entry entry) {
        for (long mark : marks(statement, entry)) {
            index.remove(mark, entry);
        }
    }

    /** An entry from before the first flush by digest has none of its own. */
    private static long[] marks(String statement, Entry entry) {
        long[] marks = entry.marks();
        return marks.length > 0 ? marks : Digest.marks(statement, entry.tags());
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
