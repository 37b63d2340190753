package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoizerTest {
    private static final String STATEMENT = "select * from greebles where id = 43";

    private final FakeTicker ticker = new FakeTicker();
    private final Calls calls = new Calls();
    private final AtomicInteger loads = new AtomicInteger();
    private final Memoizer memoizer = Memoizer.builder().ticker(ticker).build();

    @AfterEach
    void close() {
        memoizer.close();
        calls.close();
    }

    private Integer load() {
        return loads.incrementAndGet();
    }

    @Test
    void memoize_again_answersFromMemory() {
        assertThat(memoizer.memoize(STATEMENT, this::load)).isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT, this::load)).isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT + " ", this::load)).isEqualTo(2);

        MemoizerStats stats = memoizer.stats();
        assertThat(List.of(stats.hits(), stats.misses(), stats.loads(), stats.size()))
                .containsExactly(1L, 2L, 2L, 2L);
        assertThat(stats.hitRate()).isEqualTo(1.0 / 3);
    }

    @Test
    void memoize_nullValue_isKept() {
        String first = memoizer.memoize(STATEMENT, () -> {
            loads.incrementAndGet();
            return null;
        });

        assertThat(first).isNull();
        assertThat(memoizer.isCached(STATEMENT)).isTrue();
        assertThat(memoizer.<Object, RuntimeException>memoize(STATEMENT, () -> "not asked"))
                .isNull();
        assertThat(loads).hasValue(1);
    }

    @Test
    void memoize_tenThreads_oneLoad() throws Exception {
        var slow = new SlowLoad<>("greeble");
        List<Future<String>> answers = calls.start(10, () -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();
        while (memoizer.stats().misses() < 10) {
            Thread.onSpinWait();
        }

        slow.end();

        for (Future<String> answer : answers) {
            assertThat(Calls.get(answer)).isEqualTo("greeble");
        }
        assertThat(slow.runs()).isEqualTo(1);
        assertThat(memoizer.stats().loads()).isEqualTo(1);
    }

    @Test
    void memoize_otherStatementLoading_doesNotWait() throws Exception {
        var slow = new SlowLoad<>("slow");
        var first = calls.start(() -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();

        // Caffeine's own get(key, loader) blocks about one key in thirty here: those in the same bin of its table.
        IntStream.range(0, 1000).forEach(i -> memoizer.memoize("statement " + i, this::load));

        assertThat(loads).hasValue(1000);
        assertThat(first).isNotDone();
        slow.end();
        assertThat(Calls.get(first)).isEqualTo("slow");
    }

    @Test
    void memoize_loaderMemoizesOthers_works() {
        Integer sum = memoizer.memoize(
                "0",
                () -> IntStream.range(1, 1000)
                        .map(i -> memoizer.<Integer, RuntimeException>memoize("" + i, () -> i))
                        .sum());

        assertThat(sum).isEqualTo(499_500);
        assertThat(memoizer.stats().size()).isEqualTo(1000);
    }

    @Test
    void memoize_sameStatementInItsLoader_throwsAtOnceAndNamesIt() {
        assertThatThrownBy(() -> memoizer.memoize(STATEMENT, () -> memoizer.memoize(STATEMENT, this::load)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(STATEMENT);

        assertThat(memoizer.<Integer, RuntimeException>memoize(STATEMENT, this::load))
                .as("nothing is left behind")
                .isEqualTo(1);
    }

    @Test
    void memoize_sameStatementThroughAnother_throwsAtOnce() {
        assertThatThrownBy(() ->
                        memoizer.memoize("a", () -> memoizer.memoize("b", () -> memoizer.memoize("a", this::load))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(": a");
    }

    @Test
    void memoize_loadersWaitForEachOther_throwsInsteadOfHanging() throws Exception {
        var aBegun = new CountDownLatch(1);
        var bBegun = new CountDownLatch(1);

        Future<Object> a = calls.start(() -> outcome(() -> memoizer.memoize("a", () -> {
            aBegun.countDown();
            Calls.await(bBegun);
            return memoizer.memoize("b", this::load);
        })));
        Future<Object> b = calls.start(() -> outcome(() -> memoizer.memoize("b", () -> {
            bBegun.countDown();
            Calls.await(aBegun);
            return memoizer.memoize("a", this::load);
        })));

        // Whichever closes the circle is told, and its load fails the other's.
        assertThat(List.of(Calls.get(a), Calls.get(b))).allMatch(IllegalStateException.class::isInstance);
        assertThat(memoizer.<Integer, RuntimeException>memoize("a", this::load)).isEqualTo(1);
    }

    @Test
    void memoize_loaderFails_allWaitersGetItUnwrappedAndNothingIsKept() throws Exception {
        var broken = new IOException("database is down");
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        List<Future<Object>> answers = calls.start(
                50,
                () -> outcome(() -> memoizer.memoize(STATEMENT, () -> {
                    loads.incrementAndGet();
                    begun.countDown();
                    Calls.await(end);
                    throw broken;
                })));
        Calls.await(begun);
        while (memoizer.stats().misses() < 50) {
            Thread.onSpinWait();
        }

        end.countDown();

        for (Future<Object> answer : answers) {
            assertThat(Calls.get(answer)).isSameAs(broken);
        }
        assertThat(loads).hasValue(1);
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(memoizer.stats().loadFailures()).isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT, this::load)).isEqualTo(2);
    }

    @Test
    void memoize_waiterInterrupted_waitsOnAndStaysInterrupted() throws Exception {
        var slow = new SlowLoad<>("greeble");
        var first = calls.start(() -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();
        var waiter = new CompletableFuture<Thread>();
        Future<Boolean> interrupted = calls.start(() -> {
            waiter.complete(Thread.currentThread());
            memoizer.memoize(STATEMENT, slow);
            return Thread.interrupted();
        });
        Thread thread = Calls.get(waiter);
        while (memoizer.stats().misses() < 2) {
            Thread.onSpinWait();
        }

        thread.interrupt();
        slow.end();

        assertThat(Calls.get(interrupted)).isTrue();
        assertThat(Calls.get(first)).isEqualTo("greeble");
    }

    @Test
    void memoize_maxAge_isJudgedByTheReaderInclusively() {
        memoizer.memoize(STATEMENT, Duration.ofDays(1), this::load);
        ticker.advance(Duration.ofSeconds(10));

        assertThat(memoizer.isCached(STATEMENT, Duration.ofSeconds(10))).isTrue();
        assertThat(memoizer.isCached(STATEMENT, Duration.ofNanos(9_999_999_999L)))
                .isFalse();
        assertThat(memoizer.memoize(STATEMENT, Duration.ofSeconds(10), this::load))
                .isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT, Duration.ofNanos(9_999_999_999L), this::load))
                .isEqualTo(2);
        assertThat(memoizer.memoize(STATEMENT, Duration.ZERO, this::load))
                .as("loaded in this very instant")
                .isEqualTo(2);
        assertThat(memoizer.isCached(STATEMENT)).isTrue();
    }

    @Test
    void memoize_maxAge_isAnyAgeIfLongerThanTimeItself() {
        memoizer.memoize(STATEMENT, this::load);
        ticker.advance(Duration.ofDays(36_500));

        assertThat(memoizer.memoize(STATEMENT, Duration.ofSeconds(Long.MAX_VALUE), this::load))
                .isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT, this::load)).isEqualTo(1);
    }

    @Test
    void memoize_maxAgeWhileOlderLoadRuns_loadsAnewAndKeepsTheNewer() throws Exception {
        var slow = new SlowLoad<>(-1);
        Future<Integer> older = calls.start(() -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();
        ticker.advance(Duration.ofSeconds(10));

        Integer newer = memoizer.memoize(STATEMENT, Duration.ofSeconds(5), this::load);

        assertThat(newer).isEqualTo(1);
        slow.end();
        assertThat(Calls.get(older)).isEqualTo(-1);
        assertThat(memoizer.<Integer, RuntimeException>memoize(STATEMENT, this::load))
                .isEqualTo(1);
    }

    @Test
    void memoize_maxAgeWhileLoadRuns_joinsIfYoungEnough() throws Exception {
        var slow = new SlowLoad<>(7);
        Future<Integer> first = calls.start(() -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();
        ticker.advance(Duration.ofSeconds(5));
        Future<Integer> second = calls.start(() -> memoizer.memoize(STATEMENT, Duration.ofSeconds(5), this::load));
        while (memoizer.stats().misses() < 2) {
            Thread.onSpinWait();
        }

        slow.end();

        assertThat(Calls.get(first)).isEqualTo(7);
        assertThat(Calls.get(second)).isEqualTo(7);
        assertThat(loads).hasValue(0);
    }

    @Test
    void memoize_badArguments_throw() {
        assertThatThrownBy(() -> memoizer.memoize(STATEMENT, Duration.ofNanos(-1), this::load))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max age must not be negative: PT-0.000000001S");
        assertThatThrownBy(() -> memoizer.isCached(STATEMENT, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memoizer.memoize((String) null, this::load))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("statement");
        assertThatThrownBy(() -> memoizer.flush((String) null)).hasMessage("statement");
        assertThatThrownBy(() -> memoizer.flush((Flush) null)).hasMessage("flush");
    }

    @Test
    void seed_always_isServedAndReplaces() {
        memoizer.seed(STATEMENT, "seeded");
        assertThat(memoizer.<String, RuntimeException>memoize(STATEMENT, () -> "loaded"))
                .isEqualTo("seeded");

        memoizer.seed(STATEMENT, null);
        assertThat(memoizer.<String, RuntimeException>memoize(STATEMENT, () -> "loaded"))
                .isNull();
    }

    @Test
    void flush_eachKind_dropsWhatItNames() {
        String other = "select 1";
        for (String s : List.of(STATEMENT, other, "")) {
            memoizer.memoize(s, this::load);
        }

        assertThat(memoizer.flushLocal(STATEMENT)).isEqualTo(1);
        assertThat(memoizer.flushLocal(STATEMENT)).isZero();
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(memoizer.isCached(other)).isTrue();
        assertThat(memoizer.flushLocal(Flush.statement(other).byDigest())).isEqualTo(1);
        assertThat(memoizer.isCached("")).isTrue();
        memoizer.memoize(other, this::load);
        assertThat(memoizer.flushLocal(Flush.everything())).isEqualTo(2);
        assertThat(memoizer.stats().size()).isZero();
        assertThat(memoizer.stats().flushed()).isEqualTo(4);
    }

    @Test
    void flushAndSeed_broadcastOnce_loadsAndLocalFlushesNever() {
        var recorder = new RecordingBroadcaster();
        try (Memoizer clustered = Memoizer.builder().broadcaster(recorder).build()) {
            clustered.memoize(STATEMENT, this::load);
            clustered.memoize(STATEMENT, Duration.ZERO, this::load);
            clustered.flushLocal(STATEMENT);
            recorder.targets.get(0).flushLocal(Flush.everything());
            assertThat(recorder.sent()).isEmpty();

            clustered.flush(STATEMENT);
            clustered.seed(STATEMENT, 1);
            clustered.flush(Flush.everything());

            assertThat(recorder.sent())
                    .containsExactly(Flush.statement(STATEMENT), Flush.statement(STATEMENT), Flush.everything());
        }
        assertThat(recorder.targets).isEmpty();
    }

    @Test
    void close_after_answersAndKeepsNothing() {
        memoizer.memoize(STATEMENT, this::load);
        memoizer.close();

        assertThat(memoizer.memoize(STATEMENT, this::load)).isEqualTo(2);
        assertThat(memoizer.memoize(STATEMENT, this::load)).isEqualTo(3);
        memoizer.seed(STATEMENT, 9);
        memoizer.flush(Flush.everything());
        memoizer.flush(STATEMENT);
        assertThat(memoizer.memoize(STATEMENT, this::load)).isEqualTo(4);
        assertThat(memoizer.stats().size()).isZero();
        memoizer.close();
    }

    @Test
    void close_whileLoading_answersAndKeepsNothing() throws Exception {
        var slow = new SlowLoad<>("greeble");
        var answer = calls.start(() -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();

        memoizer.close();
        slow.end();

        assertThat(Calls.get(answer)).isEqualTo("greeble");
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
    }

    @Test
    void bounds_byEntries_areKept() {
        try (Memoizer small = Memoizer.builder().maximumSize(100).build()) {
            IntStream.range(0, 10_000).forEach(i -> small.memoize("statement " + i, this::load));

            assertThat(small.stats().size()).isBetween(50L, 110L);
            assertThat(small.stats().evictions()).isBetween(9_800L, 9_950L);
        }
    }

    @Test
    void bounds_byWeight_areKept() {
        try (Memoizer small = Memoizer.builder()
                .maximumWeight(1000, (statement, value) -> ((String) value).length())
                .build()) {
            IntStream.range(0, 1000).forEach(i -> small.memoize("statement " + i, () -> "0123456789"));
            small.memoize("giant", () -> "0123456789".repeat(1000));

            assertThat(small.stats().size()).isBetween(50L, 101L);
            assertThat(small.isCached("giant")).isFalse();
        }
    }

    @Test
    void bounds_weigherFails_theLoadFailsWithIt() {
        try (Memoizer odd = Memoizer.builder().maximumWeight(10, (s, v) -> -1).build()) {
            assertThatThrownBy(() -> odd.memoize(STATEMENT, this::load))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("weight must not be negative: -1");
            assertThatThrownBy(() -> odd.memoize(STATEMENT, this::load)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void bounds_expiry_dropsByTime() {
        try (Memoizer brief = Memoizer.builder()
                .ticker(ticker)
                .expireAfterWrite(Duration.ofSeconds(10))
                .expireAfterAccess(Duration.ofSeconds(5))
                .build()) {
            brief.memoize(STATEMENT, this::load);
            ticker.advance(Duration.ofSeconds(4));
            assertThat(brief.memoize(STATEMENT, this::load)).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(4));
            assertThat(brief.memoize(STATEMENT, this::load)).isEqualTo(1);
            ticker.advance(Duration.ofSeconds(4));
            assertThat(brief.memoize(STATEMENT, this::load)).isEqualTo(2);
        }
    }

    @Test
    void builder_badArguments_throw() {
        Memoizer.Builder builder = Memoizer.builder();
        assertThatThrownBy(() -> builder.maximumSize(-1)).hasMessage("maximum size must not be negative: -1");
        assertThatThrownBy(() -> builder.expireAfterWrite(Duration.ZERO))
                .hasMessage("expire after write must be positive: PT0S");
        assertThatThrownBy(() -> builder.maximumSize(1).maximumWeight(1, (s, v) -> 1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> builder.broadcaster(null)).hasMessage("broadcaster");
    }

    private static Object outcome(java.util.concurrent.Callable<?> call) {
        try {
            return call.call();
        } catch (Exception e) {
            return e;
        }
    }

    @Test
    void noBroadcaster_deliveries_areSettledFromTheStart() {
        Delivery delivery = memoizer.flush(STATEMENT);

        assertThat(delivery.await(Duration.ZERO)).isTrue();
        assertThat(delivery.settled()).isCompletedWithValue(delivery);
        assertThat(delivery.outcomes()).isEqualTo(Map.<URI, PeerOutcome>of());
    }
}
