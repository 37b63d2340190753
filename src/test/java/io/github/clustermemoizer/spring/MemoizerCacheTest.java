package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushScope;
import io.github.clustermemoizer.Memoizer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.cache.Cache;

/** The contract of Spring's caches, and what the peers hear. */
@Timeout(60)
@SuppressWarnings("try") // the scope is there to be open
class MemoizerCacheTest {
    private static final String TEXT = "cache greebles <- 43";

    private final Peers peers = new Peers();
    private final Memoizer memoizer = Memoizer.builder().broadcaster(peers).build();
    private final MemoizerCacheManager manager = new MemoizerCacheManager(memoizer);
    private final Cache cache = manager.getCache("greebles");
    private final AtomicInteger loads = new AtomicInteger();

    @AfterEach
    void close() {
        memoizer.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    void manager_sameName_sameCache() {
        assertThat(manager.getCache("greebles")).isSameAs(cache);
        assertThat(manager.getCache("others")).isNotSameAs(cache);
        assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("greebles", "others");
        assertThat(cache.getName()).isEqualTo("greebles");
        assertThat(cache.getNativeCache()).isSameAs(memoizer);
        assertThatThrownBy(() -> manager.getCache("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void get_absent_isNull() {
        assertThat(cache.get(43)).isNull();
        assertThat(cache.get(43, String.class)).isNull();
        assertThat(cache.retrieve(43)).isNull();
    }

    @Test
    void put_value_isThereAndPeersDropTheirs() throws Exception {
        cache.put(43, "a");
        cache.put(43, "b");

        assertThat(cache.get(43).get()).isEqualTo("b");
        assertThat(cache.get(43, String.class)).isEqualTo("b");
        assertThat(cache.get(43, () -> "not asked")).isEqualTo("b");
        assertThat(((Cache.ValueWrapper) get(cache.retrieve(43))).get()).isEqualTo("b");
        assertThat(get(cache.retrieve(43, () -> CompletableFuture.completedFuture("not asked"))))
                .isEqualTo("b");
        assertThat(memoizer.isCached(TEXT)).isTrue();
        assertThat(manager.getCache("others").get(43)).isNull();
        assertThat(peers.sent()).containsExactly(Flush.statement(TEXT), Flush.statement(TEXT));
        assertThatThrownBy(() -> cache.get(43, Integer.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void put_null_isAValue() throws Exception {
        cache.put(43, null);

        assertThat(cache.get(43)).isNotNull();
        assertThat(cache.get(43).get()).isNull();
        assertThat(cache.get(43, String.class)).isNull();
        assertThat(cache.<Object>get(43, () -> "not asked")).isNull();
        assertThat(((Cache.ValueWrapper) get(cache.retrieve(43))).get()).isNull();
        assertThat(cache.putIfAbsent(43, "late").get()).isNull();
    }

    @Test
    void put_nullWhereItIsNotAllowed_isRefused() {
        Cache strict = new MemoizerCacheManager(memoizer, false, UnaryOperator.identity()).getCache("strict");

        assertThatThrownBy(() -> strict.put(43, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strict");
        assertThatThrownBy(() -> strict.get(43, () -> null)).isInstanceOf(Cache.ValueRetrievalException.class);
        assertThat(strict.get(43)).isNull();
        strict.put(43, "a");
        assertThat(strict.retrieve(43)).isCompletedWithValueMatching("a"::equals);
    }

    @Test
    void putIfAbsent_returnsWhatWasThereAndTellsNobody() {
        assertThat(cache.putIfAbsent(43, "first")).isNull();
        assertThat(cache.putIfAbsent(43, "second").get()).isEqualTo("first");
        assertThat(cache.get(43).get()).isEqualTo("first");
        assertThat(peers.sent()).isEmpty();
    }

    @Test
    void evict_one_goesEverywhere() {
        cache.put(43, "a");
        cache.put(44, "b");
        peers.batches.clear();

        cache.evict(43);
        assertThat(cache.get(43)).isNull();
        assertThat(cache.get(44)).isNotNull();
        assertThat(cache.evictIfPresent(43)).isFalse();
        assertThat(cache.evictIfPresent(44)).isTrue();
        assertThat(cache.get(44)).isNull();
        assertThat(peers.sent())
                .containsExactly(Flush.statement(TEXT), Flush.statement(TEXT), Flush.statement("cache greebles <- 44"));
    }

    @Test
    void clear_all_leavesOtherCachesAlone() {
        cache.put(43, "a");
        cache.get(44, () -> "b");
        manager.getCache("others").put(43, "c");
        peers.batches.clear();

        cache.clear();
        assertThat(cache.get(43)).isNull();
        assertThat(cache.get(44)).isNull();
        assertThat(manager.getCache("others").get(43)).isNotNull();
        assertThat(cache.invalidate()).isFalse();
        cache.put(43, "a");
        assertThat(cache.invalidate()).isTrue();
        assertThat(cache.get(43)).isNull();
        assertThat(peers.sent())
                .containsExactly(
                        Flush.tag("greebles"), Flush.tag("greebles"), Flush.statement(TEXT), Flush.tag("greebles"));
    }

    @Test
    void getCallable_tenThreads_oneLoadAndNobodyIsTold() throws Exception {
        var end = new CountDownLatch(1);
        List<CompletableFuture<Integer>> all = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> cache.get(43, () -> {
                            end.await();
                            return loads.incrementAndGet();
                        }),
                        task -> new Thread(task).start()))
                .toList();
        while (memoizer.stats().misses() < 10) {
            Thread.onSpinWait();
        }
        end.countDown();

        for (CompletableFuture<Integer> one : all) {
            assertThat(get(one)).isEqualTo(1);
        }
        assertThat(peers.sent()).isEmpty();
    }

    @Test
    void getCallable_fails_isWrappedAndNotKept() {
        assertThatThrownBy(() -> cache.get(43, () -> {
                    throw new IOException("broken");
                }))
                .isInstanceOfSatisfying(
                        Cache.ValueRetrievalException.class,
                        e -> assertThat(e.getKey()).isEqualTo(43))
                .hasCauseInstanceOf(IOException.class);
        assertThat(cache.get(43)).isNull();
    }

    @Test
    void getCallable_flushedDuringTheLoad_isNotKept() {
        assertThat(cache.<String>get(43, () -> {
                    peers.flush(Flush.statement(TEXT));
                    return "old";
                }))
                .isEqualTo("old");
        assertThat(cache.get(43)).isNull();
    }

    @Test
    void getThenPut_inOneFrame_isALoad() {
        CacheFrames.open();
        try {
            assertThat(cache.get(43)).isNull();
            cache.put(44, "written, not loaded");
            cache.put(43, "loaded");
            assertThat(cache.get(43).get()).isEqualTo("loaded");
            assertThat(peers.sent()).containsExactly(Flush.statement("cache greebles <- 44"));
            cache.put(43, "written");
            assertThat(peers.sent()).endsWith(Flush.statement(TEXT));
        } finally {
            CacheFrames.close();
        }
    }

    @Test
    void getThenPut_flushedInBetween_isNotKept() {
        CacheFrames.open();
        try {
            assertThat(cache.get(43)).isNull();
            peers.flush(Flush.tag("greebles"));
            cache.put(43, "old");
        } finally {
            CacheFrames.close();
        }
        assertThat(cache.get(43)).isNull();
    }

    /** The method that missed has failed, and another is a CachePut: the peers must hear of it. */
    @Test
    void getThenPut_inDifferentFrames_isASeed() {
        CacheFrames.open();
        CacheFrames.open();
        cache.get(43);
        CacheFrames.close();
        cache.put(43, "written");
        CacheFrames.close();
        cache.get(44);
        cache.put(44, "no frame at all");

        assertThat(peers.sent()).containsExactly(Flush.statement(TEXT), Flush.statement("cache greebles <- 44"));
    }

    @Test
    void retrieve_several_joinOneLoad() throws Exception {
        var loaded = new CompletableFuture<String>();
        CompletableFuture<String> first = cache.retrieve(43, () -> {
            loads.incrementAndGet();
            return loaded;
        });
        CompletableFuture<String> second = cache.retrieve(43, () -> CompletableFuture.completedFuture("not asked"));
        assertThat(second.cancel(false)).isTrue();
        CompletableFuture<String> third = cache.retrieve(43, () -> CompletableFuture.completedFuture("not asked"));
        loaded.complete("loaded");

        assertThat(get(first)).isEqualTo("loaded");
        assertThat(get(third)).isEqualTo("loaded");
        assertThat(cache.get(43).get()).isEqualTo("loaded");
        assertThat(loads).hasValue(1);
        assertThat(peers.sent()).isEmpty();
    }

    @Test
    void retrieve_afterAFlush_doesNotJoinTheOlderLoad() throws Exception {
        var old = new CompletableFuture<String>();
        CompletableFuture<String> before = cache.retrieve(43, () -> old);
        peers.flush(Flush.statement(TEXT));
        CompletableFuture<String> after = cache.retrieve(43, () -> CompletableFuture.completedFuture("new"));
        old.complete("old");

        assertThat(get(after)).isEqualTo("new");
        assertThat(get(before)).isEqualTo("old");
        assertThat(cache.get(43).get()).isEqualTo("new");
    }

    /** It may read what is not committed, or be asked for what others must not see. */
    @Test
    void retrieve_inAScope_isSharedWithNobody() throws Exception {
        var uncommitted = new CompletableFuture<String>();
        try (FlushScope scope = memoizer.flushScope()) {
            CompletableFuture<String> inside = cache.retrieve(43, () -> uncommitted);
            CompletableFuture<String> elsewhere = CompletableFuture.supplyAsync(
                    () -> cache.retrieve(43, () -> CompletableFuture.completedFuture("committed"))
                            .join(),
                    task -> new Thread(task).start());
            assertThat(get(elsewhere)).isEqualTo("committed");
            memoizer.flush(Flush.statement(TEXT));
            uncommitted.complete("uncommitted");
            assertThat(get(inside)).isEqualTo("uncommitted");
        }
        assertThat(cache.get(43).get()).isEqualTo("committed");
    }

    @Test
    void retrieve_fails_isNotKept() {
        for (int how = 0; how < 2; how++) {
            boolean thrown = how == 0;
            CompletableFuture<String> failed = cache.retrieve(43, () -> {
                if (thrown) {
                    throw new IllegalStateException("broken");
                }
                return CompletableFuture.failedFuture(new IllegalStateException("broken"));
            });
            assertThatThrownBy(() -> get(failed))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("broken");
        }
        assertThat(cache.get(43)).isNull();
        assertThat(cache.retrieve(43, () -> CompletableFuture.completedFuture("new")))
                .isCompletedWithValue("new");
    }

    @Test
    void all_inAScope_waitForItsCommit() {
        cache.put(43, "old");
        peers.batches.clear();
        try (FlushScope scope = memoizer.flushScope()) {
            cache.put(43, "new");
            cache.evict(44);
            assertThat(cache.get(43).get()).isEqualTo("new");
            cache.clear();
            assertThat(cache.get(43)).isNull();
            cache.put(43, "newest");
            assertThat(peers.sent()).isEmpty();
            scope.commit();
        }
        assertThat(cache.get(43).get()).isEqualTo("newest");
        assertThat(peers.batches).hasSize(1);
        assertThat(peers.sent())
                .containsExactly(Flush.statement(TEXT), Flush.statement("cache greebles <- 44"), Flush.tag("greebles"));
    }
}
