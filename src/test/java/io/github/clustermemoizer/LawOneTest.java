package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A memoize that starts after a flush has returned never gets a value whose load began before it. */
@Timeout(60)
class LawOneTest {
    private static final String STATEMENT = "select * from greebles where id = 43";
    private static final StatementKey KEY = StatementKey.of(STATEMENT).tagged("greebles");

    private final Calls calls = new Calls();
    private final FakeTicker ticker = new FakeTicker();

    @AfterEach
    void close() {
        calls.close();
    }

    static Stream<Flush> flushes() {
        return Stream.of(
                Flush.statement(STATEMENT),
                Flush.statement(STATEMENT).byDigest(),
                Flush.prefix("select * from greebles"),
                Flush.matching("*greebles*[0-9]"),
                Flush.tag("greebles"),
                Flush.tag("greebles").byDigest(),
                Flush.everything());
    }

    @ParameterizedTest
    @MethodSource("flushes")
    void flush_duringLoad_returnsAtOnceAndTheOldValueIsNotKept(Flush flush) throws Exception {
        try (Memoizer memoizer = Memoizer.builder().ticker(ticker).build()) {
            var slow = new SlowLoad<>("old");
            Future<String> before = calls.start(() -> memoizer.memoize(KEY, slow));
            slow.awaitBegun();
            Future<String> waiter = calls.start(() -> memoizer.memoize(KEY, () -> "not asked"));
            while (memoizer.stats().misses() < 2) {
                Thread.onSpinWait();
            }

            memoizer.flush(flush); // on this thread, and the load has not ended
            String after = memoizer.memoize(KEY, () -> "new");

            assertThat(before).isNotDone();
            assertThat(after).isEqualTo("new");
            slow.end();
            assertThat(Calls.get(before)).isEqualTo("old");
            assertThat(Calls.get(waiter)).isEqualTo("old");
            assertThat(memoizer.<String, RuntimeException>memoize(STATEMENT, () -> "newer"))
                    .isEqualTo("new");
            assertThat(memoizer.stats().loadsNotKept()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("flushes")
    void flush_duringLoadAndNobodyAsksMeanwhile_oldValueIsNotKept(Flush flush) throws Exception {
        try (Memoizer memoizer = Memoizer.builder().ticker(ticker).build()) {
            var slow = new SlowLoad<>("old");
            Future<String> before = calls.start(() -> memoizer.memoize(KEY, slow));
            slow.awaitBegun();
            memoizer.flushLocal(flush);
            slow.end();
            Calls.get(before);

            assertThat(memoizer.isCached(STATEMENT)).isFalse();
        }
    }

    @Test
    void seed_duringLoad_wins() throws Exception {
        try (Memoizer memoizer = Memoizer.builder().ticker(ticker).build()) {
            var slow = new SlowLoad<>("old");
            Future<String> before = calls.start(() -> memoizer.memoize(KEY, slow));
            slow.awaitBegun();

            memoizer.seed(STATEMENT, "seeded");

            assertThat(memoizer.<String, RuntimeException>memoize(STATEMENT, () -> "x"))
                    .isEqualTo("seeded");
            slow.end();
            assertThat(Calls.get(before)).isEqualTo("old");
            assertThat(memoizer.<String, RuntimeException>memoize(STATEMENT, () -> "x"))
                    .isEqualTo("seeded");
        }
    }

    @Test
    void flush_ofAnotherStatement_keepsTheLoad() throws Exception {
        try (Memoizer memoizer = Memoizer.builder().ticker(ticker).build()) {
            var slow = new SlowLoad<>("old");
            Future<String> before = calls.start(() -> memoizer.memoize(KEY, slow));
            slow.awaitBegun();

            memoizer.flush("select 1");
            memoizer.flush(Flush.statement("select 2").byDigest());
            slow.end();
            Calls.get(before);

            assertThat(memoizer.isCached(STATEMENT)).isTrue();
        }
    }

    /** The steps in the comment of {@link Entry}, one after the other. */
    @ParameterizedTest
    @MethodSource("flushes")
    void flush_betweenTheLoadsLastLookAndItsStore_hidesTheEntryFromReaders(Flush flush) {
        var afterFlush = new AtomicReference<Object>();
        var cache = new AtomicReference<LocalCache>();
        var store = new EntryStore(new EntryStore.Bounds(100, null, null, null), ticker) {
            boolean first = true;

            @Override
            void put(String statement, Entry entry) {
                if (!first) {
                    super.put(statement, entry);
                    return;
                }
                first = false;
                LocalCache local = cache.get();
                assertThat(local.flushes.flushLocal(flush))
                        .as("nothing there yet")
                        .isZero();
                super.put(statement, entry);
                assertThat(get(statement)).isSameAs(entry);
                assertThat(local.isCached(statement, LocalCache.ANY)).isFalse();
                afterFlush.set(local.memoize(statement, KEY.tags(), LocalCache.ANY, () -> "new"));
            }
        };
        cache.set(new LocalCache(
                store,
                new FlushClock(ticker),
                new ServingRule(new FlushClock(ticker), false),
                new LocalCache.Loading(Duration.ZERO, Duration.ofMinutes(5), Duration.ZERO, Runnable::run)));

        Object before = cache.get().memoize(STATEMENT, KEY.tags(), LocalCache.ANY, () -> "old");

        assertThat(before).isEqualTo("old");
        assertThat(afterFlush).hasValue("new");
        assertThat(cache.get().<RuntimeException>memoize(STATEMENT, KEY.tags(), LocalCache.ANY, () -> "newest"))
                .isNotEqualTo("old");
    }

    /** The second list of steps there: evicted, out of the index of tags, and still in the table. */
    @Test
    void flush_byTagWhileTheEntryIsBeingEvicted_hidesItFromReaders() {
        var cache = new AtomicReference<LocalCache>();
        var inTheTable = new AtomicInteger();
        var served = new AtomicInteger();
        var store = new EntryStore(new EntryStore.Bounds(10, null, null, null), ticker) {
            @Override
            void evicted(String statement, Entry entry, RemovalCause cause) {
                super.evicted(statement, entry, cause);
                cache.get().flushes.flushLocal(Flush.tag("greebles"));
                if (get(statement) == entry) {
                    inTheTable.incrementAndGet();
                    served.addAndGet(cache.get().isCached(statement, LocalCache.ANY) ? 1 : 0);
                }
            }
        };
        cache.set(new LocalCache(
                store,
                new FlushClock(ticker),
                new ServingRule(new FlushClock(ticker), false),
                new LocalCache.Loading(Duration.ZERO, Duration.ofMinutes(5), Duration.ZERO, Runnable::run)));

        for (int i = 0; i < 30; i++) {
            cache.get().memoize("select " + i, KEY.tags(), LocalCache.ANY, () -> "value");
            store.size();
        }
        // Here, since Caffeine swallows what its listener throws.
        assertThat(inTheTable).hasPositiveValue();
        assertThat(served).hasValue(0);
    }

    /**
     * A load without tags finds a value with tags in the store; a flush of the tag comes by, and forgets
     * neither that load nor who joins it afterwards.
     */
    @Test
    void flush_byTagWhileALoadWithoutTagsHasFoundTheValue_isSeenByWhoJoinsIt() throws Exception {
        var cache = new AtomicReference<LocalCache>();
        var joined = new AtomicReference<Future<Object>>();
        var store = new EntryStore(new EntryStore.Bounds(100, null, null, null), ticker) {
            int looks;

            @Override
            Entry get(String statement) {
                looks++;
                if (looks == 1) {
                    // Between the first look and the entering, another thread's load ends.
                    super.put(statement, stored());
                    return null;
                }
                Entry entry = super.get(statement);
                if (looks == 2) {
                    // Found: here comes the flush, and then another reader.
                    afterTheLook = () -> {
                        cache.get().flushes.flush(Flush.tag("greebles"), true);
                        joined.set(calls.start(
                                () -> cache.get().memoize(STATEMENT, Set.of(), LocalCache.ANY, () -> "new")));
                        while (cache.get().stats().misses() < 2) {
                            Thread.onSpinWait();
                        }
                    };
                }
                return entry;
            }

            private Entry stored() {
                Entry entry = Entry.of("old", KEY.tags(), cache.get().asOf());
                entry.confirm();
                return entry;
            }
        };
        var clock = new FlushClock(ticker) {
            @Override
            boolean flushedSince(String statement, Set<String> tags, long[] marks, long asOf) {
                boolean flushed = super.flushedSince(statement, tags, marks, asOf);
                Runnable hook = afterTheLook;
                if (hook != null) {
                    afterTheLook = null;
                    hook.run();
                }
                return flushed;
            }
        };
        cache.set(new LocalCache(
                store,
                clock,
                new ServingRule(clock, false),
                new LocalCache.Loading(Duration.ZERO, Duration.ofMinutes(5), Duration.ZERO, Runnable::run)));

        Object first = cache.get().memoize(STATEMENT, Set.of(), LocalCache.ANY, () -> "not asked");

        assertThat(first).isEqualTo("old");
        assertThat(Calls.get(joined.get())).isEqualTo("new");
    }

    private volatile Runnable afterTheLook;

    /** A million operations on 8 threads against a versioned store: no read gets a version older than a flush before it. */
    @Test
    void flush_amongAMillionOperations_noReadIsOlderThanAFlushThatHadReturned() throws Exception {
        int keys = 16;
        int threads = 8;
        int operations = 1_000_000 / threads;
        StatementKey[] keysOf = IntStream.range(0, keys)
                .mapToObj(key -> StatementKey.of("select " + key).tagged("tag" + key % 3))
                .toArray(StatementKey[]::new);
        var database = new AtomicIntegerArray(keys);
        var flushed = new AtomicIntegerArray(keys); // versions whose flush has returned
        var reads = new AtomicLong();
        try (Memoizer memoizer = Memoizer.builder().maximumSize(keys / 2).build()) {
            List<Future<String>> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                var random = new SplittableRandom(t);
                workers.add(calls.start(() -> {
                    for (int i = 0; i < operations; i++) {
                        int key = random.nextInt(keys);
                        String statement = "select " + key;
                        StatementKey tagged = keysOf[key];
                        int dice = random.nextInt(100);
                        if (dice < 8) {
                            int version = database.incrementAndGet(key);
                            memoizer.flush(
                                    switch (random.nextInt(12)) {
                                        case 0 -> Flush.everything();
                                        case 1 -> Flush.statement(statement).byDigest();
                                        case 2 -> Flush.prefix(statement.substring(0, 8));
                                        case 3 -> Flush.matching("s?lect*" + key);
                                        case 4 -> Flush.tag("tag" + key % 3).byDigest();
                                        case 5 -> Flush.tag("tag" + key % 3);
                                        default -> Flush.statement(statement);
                                    });
                            flushed.accumulateAndGet(key, version, Math::max);
                        } else {
                            int least = flushed.get(key);
                            Loader<Integer, RuntimeException> loader = () -> database.get(key);
                            int version = dice < 20
                                    ? memoizer.memoize(tagged, Duration.ofNanos(random.nextInt(100_000)), loader)
                                    : memoizer.memoize(tagged, loader);
                            if (version < least) {
                                return "key " + key + ": version " + version + " after the flush of " + least;
                            }
                            reads.incrementAndGet();
                        }
                    }
                    return "right";
                }));
            }
            for (Future<String> worker : workers) {
                assertThat(Calls.get(worker)).isEqualTo("right");
            }
            assertThat(memoizer.stats().hits()).isPositive();
            assertThat(reads.get()).isGreaterThan(operations * threads / 2);
        }
    }
}
