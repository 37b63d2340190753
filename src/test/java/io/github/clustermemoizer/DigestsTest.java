package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.RemovalCause;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a flush by digest finds, and what the index of marks holds for it. */
@Timeout(300)
class DigestsTest {
    private static final String STATEMENT = "select 1";
    private static final Flush FIRST = byDigest("the first");

    private final FakeTicker ticker = new FakeTicker();

    private static Flush byDigest(String statement) {
        return Flush.statement(statement).byDigest();
    }

    private static Entry entry(Object value, String... tags) {
        return Entry.of(value, Set.of(tags), 1);
    }

    private static EntryStore.Bounds bounds(long maximum) {
        return new EntryStore.Bounds(maximum, null, null, null);
    }

    private LocalCache cache(EntryStore store) {
        return new LocalCache(
                store,
                new FlushClock(ticker),
                new ServingRule(new FlushClock(ticker), false),
                new LocalCache.Loading(Duration.ZERO, Duration.ofMinutes(5), Duration.ZERO, Runnable::run));
    }

    @Test
    void flush_byDigestOfATag_dropsWhatBearsItAndNothingElse() {
        try (Memoizer memoizer = Memoizer.builder().build()) {
            memoizer.memoize(StatementKey.of("select 1").tagged("a", "b"), () -> 1);
            memoizer.memoize(StatementKey.of("select 2").tagged("b"), () -> 2);
            memoizer.memoize("a", () -> "a statement with the text of the tag");

            assertThat(memoizer.flushLocal(Flush.tag("a").byDigest())).isEqualTo(1);
            assertThat(memoizer.isCached("select 1")).isFalse();
            assertThat(memoizer.isCached("select 2")).isTrue();
            assertThat(memoizer.isCached("a")).isTrue();
            assertThat(memoizer.flushLocal(byDigest("b"))).isZero();
            memoizer.memoize(StatementKey.of("select 3").tagged("b"), () -> 3);
            assertThat(memoizer.flushLocal(Flush.tag("b").byDigest())).isEqualTo(2);
            assertThat(memoizer.flushLocal(byDigest("a"))).isEqualTo(1);
        }
    }

    @Test
    void index_untilTheFirstFlushByDigest_isNotThere() {
        var store = new EntryStore(bounds(100), ticker);
        store.put(STATEMENT, entry(1, "a"));
        store.remove(Flush.prefix("x"));
        assertThat(store.marked()).isZero();

        store.remove(FIRST);

        assertThat(store.marked()).isEqualTo(2);
    }

    @Test
    void index_replacedEvictedExpiredFlushedAndRefused_leaveIt() {
        var weighed = new EntryStore.Bounds(100, (statement, value) -> (Integer) value, Duration.ofSeconds(10), null);
        var store = new EntryStore(weighed, ticker);
        store.remove(FIRST);
        Entry first = entry(1, "a", "b");
        store.put("replaced", first);
        assertThat(store.marked()).isEqualTo(3);
        store.put("replaced", entry(1, "b"));
        assertThat(store.marked()).isEqualTo(2);

        store.put("too heavy", entry(1000));
        store.size(); // lets what is due be evicted
        assertThat(store.marked()).as("evicted at once").isEqualTo(2);

        assertThatThrownBy(() -> store.put("refused", entry(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(store.marked()).isEqualTo(2);

        assertThat(store.remove("replaced", first))
                .as("that one is gone already")
                .isFalse();
        assertThat(store.remove(byDigest("replaced"))).isEqualTo(1);
        assertThat(store.marked()).isZero();

        store.put("expired", entry(1, "a"));
        ticker.advance(Duration.ofSeconds(11));
        for (int i = 0; i < 50; i++) {
            store.put("later " + i, entry(1));
        }
        store.size();
        assertThat(store.marked()).isEqualTo(50);
    }

    /** An entry is on its way into the store, and not there yet, when the first flush by digest walks over it. */
    @Test
    void index_madeWhileAnEntryIsBeingStored_hasIt() {
        var made = new AtomicReference<EntryStore>();
        var store = new EntryStore(
                new EntryStore.Bounds(
                        100,
                        (statement, value) -> {
                            if (value.equals("first")) {
                                made.get().remove(FIRST);
                            }
                            return 1;
                        },
                        null,
                        null),
                ticker);
        made.set(store);

        store.put(STATEMENT, entry("first"));

        assertThat(store.marked()).isEqualTo(1);
        assertThat(store.remove(byDigest(STATEMENT))).isEqualTo(1);
        assertThat(store.get(STATEMENT)).isNull();
    }

    /** Evicted, and still in the table, when the first flush by digest walks over it. */
    @Test
    void index_madeWhileAnEntryIsBeingEvicted_hasItNot() {
        var met = new AtomicInteger();
        var store = new EntryStore(bounds(0), ticker) {
            @Override
            void evicted(String statement, Entry entry, RemovalCause cause) {
                super.evicted(statement, entry, cause);
                met.addAndGet(get(statement) == entry ? 1 : 0);
                remove(FIRST);
            }
        };
        store.put(STATEMENT, entry(1));
        store.size();

        assertThat(met).hasValue(1);
        assertThat(store.marked()).isZero();
    }

    /** A value is replaced while the first flush by digest walks: the old one must not stay in the index. */
    @Test
    void index_madeAfterTheLookOfOneThatIsReplaced_hasTheNewOneAlone() {
        var store = new EntryStore(bounds(100), ticker);
        Entry old = entry("old");
        store.put(STATEMENT, old);

        store.put(STATEMENT, entry("new"));

        assertThat(old.isLeaving())
                .as("or who walked by before would leave it in the index")
                .isTrue();
    }

    /** The second list of steps of {@link Entry}: evicted, out of the index, and still in the table. */
    @Test
    void flush_byDigestWhileTheEntryIsBeingEvicted_hidesItFromReaders() {
        var cache = new AtomicReference<LocalCache>();
        var inTheTable = new AtomicInteger();
        var served = new AtomicInteger();
        var store = new EntryStore(bounds(10), ticker) {
            @Override
            void evicted(String statement, Entry entry, RemovalCause cause) {
                super.evicted(statement, entry, cause);
                cache.get().flushes.flushLocal(byDigest(statement));
                if (get(statement) == entry) {
                    inTheTable.incrementAndGet();
                    served.addAndGet(cache.get().isCached(statement, LocalCache.ANY) ? 1 : 0);
                }
            }
        };
        cache.set(cache(store));

        for (int i = 0; i < 30; i++) {
            cache.get().memoize("select " + i, Set.of(), LocalCache.ANY, () -> "value");
            store.size();
        }
        // Here, since Caffeine swallows what its listener throws.
        assertThat(inTheTable).hasPositiveValue();
        assertThat(served).hasValue(0);
    }

    /** More than the wide flushes that are remembered one by one. */
    @Test
    void flushes_hundredsByDigestDuringALoad_keepIt() throws Exception {
        try (var calls = new Calls();
                Memoizer memoizer = Memoizer.builder().ticker(ticker).build()) {
            memoizer.flushLocal(FIRST);
            var slow = new SlowLoad<>("value");
            Future<String> load = calls.start(() -> memoizer.memoize(STATEMENT, slow));
            slow.awaitBegun();
            for (int i = 0; i < 300; i++) {
                memoizer.flushLocal(byDigest("other " + i));
            }
            slow.end();
            Calls.get(load);

            assertThat(memoizer.isCached(STATEMENT)).isTrue();
        }
    }

    /** Whoever digests a text allocates at least its digest. */
    @Test
    void memoize_hitWhereFlushesComeByDigest_digestsNothing() {
        try (Memoizer memoizer = Memoizer.builder().build()) {
            memoizer.flushLocal(FIRST);
            StatementKey key = StatementKey.of(STATEMENT).tagged("a");
            Loader<String, RuntimeException> loader = () -> "value";
            memoizer.memoize(key, loader);
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            int hits = 100_000;
            for (int i = 0; i < hits; i++) {
                memoizer.memoize(key, loader);
            }

            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < hits; i++) {
                memoizer.memoize(key, loader);
            }
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(memoizer.stats().hits()).isEqualTo(2L * hits);
            assertThat(bytes / hits).isLessThan(16);
        }
    }

    /** The index is made in the middle; -Ddigests.operations=10000000 is longer. */
    @Test
    void index_afterManyOperationsOnABoundedCache_hasNoEntryMoreThanTheCache() {
        int operations = Integer.getInteger("digests.operations", 100_000);
        var store = new EntryStore(bounds(1000), ticker);
        LocalCache cache = cache(store);
        var random = new SplittableRandom(5);
        for (int i = 0; i < operations; i++) {
            String statement = "select " + random.nextInt(5000);
            Set<String> tags = Set.of("t" + statement.hashCode() % 7, "u" + statement.hashCode() % 11);
            int dice = i == operations / 3 ? 0 : random.nextInt(1000);
            if (dice < 2 && i >= operations / 3) {
                cache.flushes.flush(Flush.tag(tags.iterator().next()).byDigest(), true);
            } else if (dice < 20 && i >= operations / 3) {
                cache.flushes.flush(byDigest(statement), true);
            } else if (dice < 30) {
                cache.flushes.flush(Flush.statement(statement), true);
            } else if (dice < 60) {
                cache.flushes.seed(statement, tags, i, cache.asOf());
            } else {
                cache.memoize(statement, tags, LocalCache.ANY, () -> statement);
            }
        }

        store.size();
        long entries = 0;
        for (int id = 0; id < 5000; id++) {
            entries += cache.isCached("select " + id, LocalCache.ANY) ? 1 : 0;
        }
        assertThat(entries).isPositive();
        assertThat(store.marked()).isEqualTo(3 * entries);
        for (int id = 0; id < 5000; id++) {
            cache.flushes.flush(byDigest("select " + id), true);
        }
        assertThat(store.marked()).isZero();
        assertThat(store.size()).isZero();
    }
}
