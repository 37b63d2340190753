package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FreshnessTest {
    private static final String STATEMENT = "select 1";
    private static final Freshness FRESH = Freshness.maxAge(Duration.ofSeconds(10))
            .staleWhileRevalidate(Duration.ofSeconds(20))
            .staleIfError(Duration.ofSeconds(50));

    private final FakeTicker ticker = new FakeTicker();
    private final Calls calls = new Calls();
    private final AtomicInteger loads = new AtomicInteger();
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final Memoizer memoizer =
            Memoizer.builder().ticker(ticker).executor(background::add).build();

    @AfterEach
    void close() {
        memoizer.close();
        calls.close();
    }

    private Integer load() {
        return loads.incrementAndGet();
    }

    private Integer broken() throws IOException {
        loads.incrementAndGet();
        throw new IOException("database is down");
    }

    private void age(int seconds) {
        ticker.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void memoize_freshEnough_answersFromMemory() {
        memoizer.memoize(STATEMENT, FRESH, this::load);
        age(10);

        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(1);
        assertThat(background).isEmpty();
    }

    @Test
    void memoize_staleWhileRevalidate_answersAtOnceAndLoadsOnceInTheBackground() {
        memoizer.memoize(STATEMENT, FRESH, this::load);
        age(30);

        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(1);

        assertThat(background).hasSize(1);
        background.remove().run();
        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(2);
        assertThat(background).isEmpty();
        assertThat(loads).hasValue(2);
    }

    @Test
    void memoize_olderThanThat_loadsHere() {
        memoizer.memoize(STATEMENT, FRESH, this::load);
        age(31);

        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(2);
        assertThat(background).isEmpty();
    }

    @Test
    void memoize_eachReader_judgesForItself() {
        memoizer.memoize(STATEMENT, this::load);
        age(15);

        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT, Freshness.maxAge(Duration.ofSeconds(15)), this::load))
                .isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT, this::load)).isEqualTo(1);
    }

    @Test
    void revalidation_flushedMeanwhile_isNotKept() {
        memoizer.memoize(STATEMENT, FRESH, this::load);
        age(20);
        memoizer.memoize(STATEMENT, FRESH, () -> {
            memoizer.flush(STATEMENT);
            return -1;
        });

        background.remove().run();

        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(2);
    }

    @Test
    void revalidation_beginsAfterAFlush_isNoWorseThanAnyLoad() {
        memoizer.memoize(STATEMENT, FRESH, this::load);
        age(20);
        memoizer.memoize(STATEMENT, FRESH, this::load);

        memoizer.flush(STATEMENT);
        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(2);
        background.remove().run();

        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(2);
    }

    @Test
    void revalidation_fails_staleIsServedOnAndTheNextReaderTriesAgain() throws Exception {
        memoizer.memoize(STATEMENT, this::load);
        age(20);
        assertThat(memoizer.memoize(STATEMENT, FRESH, this::broken)).isEqualTo(1);
        background.remove().run();

        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(1);
        background.remove().run();
        assertThat(memoizer.memoize(STATEMENT, FRESH, this::load)).isEqualTo(3);
    }

    @Test
    void revalidation_executorRefuses_staleIsServedAndTheNextReaderTriesAgain() {
        var refused = new AtomicInteger();
        try (Memoizer busy = Memoizer.builder()
                .ticker(ticker)
                .executor(task -> {
                    if (refused.incrementAndGet() == 1) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                })
                .build()) {
            busy.memoize(STATEMENT, this::load);
            age(20);

            assertThat(busy.memoize(STATEMENT, FRESH, this::load)).isEqualTo(1);
            assertThat(busy.memoize(STATEMENT, FRESH, this::load)).isEqualTo(1);
            assertThat(busy.memoize(STATEMENT, FRESH, this::load)).isEqualTo(2);
        }
    }

    @Test
    void loadTime_loadFailureAndRevalidation_isWhatTheLoadersTook() {
        memoizer.memoize(STATEMENT, () -> {
            age(3);
            return load();
        });
        Loader<Integer, IOException> failing = () -> {
            age(5);
            return broken();
        };
        assertThatThrownBy(() -> memoizer.memoize("select 2", failing)).isInstanceOf(IOException.class);
        age(12);
        memoizer.memoize(STATEMENT, FRESH, () -> {
            age(4);
            return load();
        });
        age(1000); // in the executor's queue
        background.remove().run();

        assertThat(memoizer.stats().loadTime()).isEqualTo(Duration.ofSeconds(3 + 5 + 4));
    }

    @Test
    void memoize_staleIfError_servesTheStaleUpToItsLimit() throws Exception {
        memoizer.memoize(STATEMENT, this::load);
        age(60);
        assertThat(memoizer.memoize(STATEMENT, FRESH, this::broken)).isEqualTo(1);
        assertThat(loads).hasValue(2);

        age(1);
        assertThatThrownBy(() -> memoizer.memoize(STATEMENT, FRESH, this::broken))
                .isInstanceOf(IOException.class);
    }

    @Test
    void memoize_staleIfErrorButFlushed_isGone() throws Exception {
        memoizer.memoize(STATEMENT, this::load);
        memoizer.flush(STATEMENT);
        assertThatThrownBy(() -> memoizer.memoize(STATEMENT, FRESH, this::broken))
                .isInstanceOf(IOException.class);

        memoizer.memoize(STATEMENT, this::load);
        age(40);
        assertThatThrownBy(() -> memoizer.memoize(STATEMENT, FRESH, () -> {
                    memoizer.flush(STATEMENT);
                    throw new IOException("while the load failed");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void rememberFailures_forAWhile_answersWithoutAsking() throws Exception {
        try (Memoizer spared =
                Memoizer.builder().rememberFailures(Duration.ofHours(1)).build()) {
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> spared.memoize(STATEMENT, this::broken))
                        .isInstanceOf(IOException.class);
            }
            assertThat(loads).hasValue(1);

            spared.flush(STATEMENT);
            assertThat(spared.memoize(STATEMENT, this::load)).isEqualTo(2);
        }
    }

    @Test
    void rememberFailures_timeIsUp_asksAgain() {
        try (Memoizer spared =
                Memoizer.builder().rememberFailures(Duration.ofMillis(1)).build()) {
            assertThatThrownBy(() -> spared.memoize(STATEMENT, this::broken)).isInstanceOf(IOException.class);
            Integer value = null;
            while (value == null) {
                try {
                    value = spared.memoize(STATEMENT, this::load);
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    Thread.onSpinWait();
                }
            }
            assertThat(value).isEqualTo(2);
        }
    }

    @Test
    void waitLimit_passed_throwsAndTheLoadGoesOn() throws Exception {
        try (Memoizer hasty = Memoizer.builder().waitLimit(Duration.ofMillis(1)).build()) {
            var slow = new SlowLoad<>(7);
            Future<Integer> first = calls.start(() -> hasty.memoize(STATEMENT, slow));
            slow.awaitBegun();

            assertThatThrownBy(() -> hasty.memoize(STATEMENT, this::load))
                    .isInstanceOf(LoadTimeoutException.class)
                    .hasMessage("waited PT0.001S for another thread's load, which goes on, of: " + STATEMENT);
            slow.end();

            assertThat(Calls.get(first)).isEqualTo(7);
            assertThat(hasty.memoize(STATEMENT, this::load)).isEqualTo(7);
        }
    }

    @Test
    void builders_badDurations_throw() {
        assertThatThrownBy(() -> Freshness.maxAge(Duration.ofNanos(-1)))
                .hasMessage("max age must not be negative: PT-0.000000001S");
        assertThatThrownBy(() -> FRESH.staleIfError(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FRESH.staleWhileRevalidate(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Memoizer.builder().waitLimit(Duration.ZERO))
                .hasMessage("wait limit must be positive: PT0S");
        assertThatThrownBy(() -> Memoizer.builder().readLag(Duration.ofDays(2)))
                .hasMessage("read lag must not be longer than a day: PT48H");
        assertThatThrownBy(() -> Memoizer.builder().rememberFailures(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Freshness.maxAge(Duration.ofSeconds(Long.MAX_VALUE))
                        .staleIfError(Duration.ofSeconds(1))
                        .errorNanos())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(FRESH).hasToString("max-age=PT10S, stale-while-revalidate=PT20S, stale-if-error=PT50S");
    }
}
