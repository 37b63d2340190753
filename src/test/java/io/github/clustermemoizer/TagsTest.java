package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TagsTest {
    private static StatementKey key(int id, String... tags) {
        return StatementKey.of("select " + id).tagged(tags);
    }

    @Test
    void flush_byTag_dropsWhatBearsItAndNothingElse() {
        try (Memoizer memoizer = Memoizer.builder().build()) {
            memoizer.memoize(key(1, "a", "b"), () -> 1);
            memoizer.memoize(key(2, "b"), () -> 2);
            memoizer.memoize("select 3", () -> 3);
            memoizer.seed(key(4, "a"), 4);

            assertThat(memoizer.flushLocal(Flush.tag("a"))).isEqualTo(2);
            assertThat(memoizer.isCached("select 1")).isFalse();
            assertThat(memoizer.isCached("select 2")).isTrue();
            assertThat(memoizer.isCached("select 3")).isTrue();
            assertThat(memoizer.isCached("select 4")).isFalse();
            assertThat(memoizer.flushLocal(Flush.tag("a"))).isZero();
            assertThat(memoizer.explain("select 2").tags()).containsExactly("b");
        }
    }

    @Test
    void index_replacedEvictedExpiredFlushedAndRefused_leaveIt() {
        var ticker = new FakeTicker();
        var bounds = new EntryStore.Bounds(100, (statement, value) -> (Integer) value, Duration.ofSeconds(10), null);
        var store = new EntryStore(bounds, ticker);
        Entry first = Entry.of(1, key(1, "a", "b").tags(), 1);
        store.put("replaced", first);
        store.put("replaced", Entry.of(1, key(1, "b").tags(), 1));
        assertThat(store.indexed()).isEqualTo(1);

        store.put("too heavy", Entry.of(1000, key(1, "a").tags(), 1));
        store.size(); // lets what is due be evicted
        assertThat(store.indexed()).as("evicted at once").isEqualTo(1);

        assertThatThrownBy(() -> store.put("refused", Entry.of(-1, key(1, "a").tags(), 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.indexed()).isEqualTo(1);

        assertThat(store.remove("replaced", first))
                .as("that one is gone already")
                .isFalse();
        assertThat(store.remove(Flush.tag("b"))).isEqualTo(1);
        assertThat(store.indexed()).isZero();

        store.put("expired", Entry.of(1, key(1, "a").tags(), 1));
        ticker.advance(Duration.ofSeconds(11));
        for (int i = 0; i < 200; i++) {
            store.put("untagged " + i, Entry.of(1, key(1).tags(), 1));
        }
        store.size();
        assertThat(store.indexed()).isZero();
    }

    /** Must show 4, at a hundredth of the size; -Dtags.operations=10000000 is the whole. */
    @Test
    void index_afterManyOperationsOnABoundedCache_hasNoEntryMoreThanTheCache() {
        int operations = Integer.getInteger("tags.operations", 100_000);
        var ticker = new FakeTicker();
        var store = new EntryStore(new EntryStore.Bounds(1000, null, null, null), ticker);
        var cache = new LocalCache(
                store,
                new FlushClock(ticker),
                new ServingRule(new FlushClock(ticker), false),
                new LocalCache.Loading(Duration.ZERO, Duration.ofMinutes(5), Duration.ZERO, Runnable::run));
        var random = new SplittableRandom(4);
        for (int i = 0; i < operations; i++) {
            int id = random.nextInt(5000);
            int dice = random.nextInt(1000);
            if (dice < 2) {
                cache.flushes.flush(Flush.tag("t" + id % 7), true);
            } else if (dice < 30) {
                cache.flushes.flush(Flush.statement("select " + id), true);
            } else if (dice < 60) {
                cache.flushes.seed(
                        "select " + id, key(id, "t" + id % 7, "u" + id % 11).tags(), i, cache.asOf());
            } else {
                StatementKey key = key(id, "t" + id % 7, "u" + id % 11);
                cache.memoize(key.text(), key.tags(), LocalCache.ANY, () -> id);
            }
        }

        store.size();
        long entries = 0;
        for (int id = 0; id < 5000; id++) {
            entries += cache.isCached("select " + id, LocalCache.ANY) ? 1 : 0;
        }
        assertThat(entries).isPositive();
        assertThat(store.indexed()).isEqualTo(2 * entries);
        cache.flushes.flush(Flush.everything(), true);
        assertThat(store.indexed()).isZero();
    }
}
