package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a reader with a max age looks at the clock, and that the age is kept whether or not he does. */
class MaxAgeTest {
    private static final Duration BOUND = Duration.ofHours(20);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final String STATEMENT = "select 1";

    private final FakeTicker ticker = new FakeTicker();
    private final AtomicInteger readings = new AtomicInteger();
    private final RecordingBroadcaster peers = new RecordingBroadcaster();
    private final AtomicInteger loads = new AtomicInteger();
    private final Memoizer memoizer = memoizer(false);

    private Memoizer memoizer(boolean strict) {
        return Memoizer.builder()
                .ticker(() -> {
                    readings.incrementAndGet();
                    return ticker.getAsLong();
                })
                .strictBound(strict)
                .broadcaster(peers)
                .build();
    }

    private void renew(boolean last) {
        for (FlushTarget target : peers.targets) {
            target.renew(new Lease(ticker.getAsLong(), BOUND, Lease.Beyond.RELOAD, last));
        }
    }

    private void pass(Duration time) {
        for (Duration left = time; !left.isZero(); ) {
            Duration step = left.compareTo(TICK) < 0 ? left : TICK;
            ticker.advance(step);
            renew(false);
            left = left.minus(step);
        }
    }

    private int load(Duration maxAge) {
        return load(memoizer, maxAge);
    }

    private int load(Memoizer memoizer, Duration maxAge) {
        return memoizer.memoize(STATEMENT, maxAge, loads::incrementAndGet);
    }

    @Test
    void memoize_young_readsNoClock() {
        load(Duration.ofMinutes(1));
        pass(Duration.ofSeconds(50));
        readings.set(0);

        assertThat(load(Duration.ofMinutes(1))).isEqualTo(1);
        assertThat(memoizer.memoize(STATEMENT, Freshness.maxAge(Duration.ofMinutes(1)), loads::incrementAndGet))
                .isEqualTo(1);
        assertThat(readings).hasValue(0);
    }

    @Test
    void memoize_nearlyTooOld_readsTheClock() {
        load(Duration.ofMinutes(1));
        pass(Duration.ofSeconds(55));
        readings.set(0);

        assertThat(load(Duration.ofMinutes(1))).isEqualTo(1);
        assertThat(readings).hasPositiveValue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999_999_999, 1_000_000_000, 1_000_000_001, 60_000_000_000L, 3_600_000_000_000L})
    void memoize_renewedInTime_ageIsInclusiveToTheNanosecond(long nanos) {
        Duration maxAge = Duration.ofNanos(nanos);
        renew(false);
        load(maxAge);

        pass(maxAge);
        assertThat(load(maxAge)).as("exactly that old").isEqualTo(1);

        ticker.advance(Duration.ofNanos(1));
        assertThat(load(maxAge))
                .as("older by a nanosecond, and nobody has renewed")
                .isEqualTo(2);
    }

    /** Whatever the age of the value when the lease is renewed last. */
    @ParameterizedTest
    @CsvSource({"PT2S, PT1S", "PT8S, PT1S", "PT1M, PT7.5S", "PT1H, PT7M30S"})
    void memoize_renewedLate_ageIsKeptWithinTheGrace(Duration maxAge, Duration grace) {
        for (int i = 0; i <= 100; i++) {
            Duration atRenewal = maxAge.multipliedBy(i).dividedBy(100);
            int before = load(Duration.ZERO);
            ticker.advance(atRenewal);
            renew(false);
            Duration late = maxAge.minus(atRenewal).plusNanos(1);
            if (late.compareTo(grace) <= 0) {
                ticker.advance(late);
                assertThat(load(maxAge))
                        .as("older by a nanosecond, %s late", late)
                        .isEqualTo(before + 1);
            }
        }
    }

    @Test
    void memoize_pausedForLongerThanTheGrace_maySeeItUntilTheNextRenewal() {
        load(Duration.ofSeconds(8));
        renew(false);

        ticker.advance(Duration.ofHours(1));

        assertThat(load(Duration.ofSeconds(8))).as("the one exception").isEqualTo(1);
        renew(false);
        assertThat(load(Duration.ofSeconds(8))).isEqualTo(2);
    }

    @Test
    void memoize_strict_isExactAfterAnyPause() {
        Memoizer strict = memoizer(true);
        load(strict, Duration.ofSeconds(8));
        renew(false);

        ticker.advance(Duration.ofSeconds(8).plusNanos(1));

        assertThat(load(strict, Duration.ofSeconds(8))).isEqualTo(2);
    }

    @Test
    void memoize_lastLease_isExactFromThenOn() {
        renew(false);
        load(Duration.ofSeconds(8));
        renew(true);

        ticker.advance(Duration.ofSeconds(8).plusNanos(1));

        assertThat(load(Duration.ofSeconds(8))).isEqualTo(2);
    }

    @Test
    void memoize_neverRenewed_isExact() {
        load(Duration.ofSeconds(8));

        ticker.advance(Duration.ofSeconds(8).plusNanos(1));

        assertThat(load(Duration.ofSeconds(8))).isEqualTo(2);
    }

    @Test
    void memoize_peerNotHeardFrom_boundStandsBesideTheAge() {
        long heard = ticker.getAsLong();
        load(BOUND.multipliedBy(3));
        ticker.advance(BOUND);
        peers.target().renew(new Lease(heard, BOUND, Lease.Beyond.RELOAD, false));

        assertThat(load(BOUND.multipliedBy(3))).isEqualTo(2);
    }

    @Test
    void memoize_peerNotHeardFrom_boundStandsBesideAnAgeBeyondAllTime() {
        Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
        long heard = ticker.getAsLong();
        load(ever);
        ticker.advance(BOUND);
        peers.target().renew(new Lease(heard, BOUND, Lease.Beyond.RELOAD, false));

        assertThat(load(ever)).isEqualTo(2);
    }

    @Test
    void memoize_flushed_isNotYoung() {
        renew(false);
        load(Duration.ofMinutes(1));

        memoizer.flush(STATEMENT);

        assertThat(load(Duration.ofMinutes(1))).isEqualTo(2);
    }

    @Test
    void memoize_ageBeyondAllTime_isAnyAge() {
        renew(false);
        Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
        load(ever);
        pass(Duration.ofMinutes(1));

        assertThat(load(ever)).isEqualTo(1);
        ticker.advance(BOUND);
        assertThat(load(ever)).isEqualTo(1);
    }

    @Test
    void memoize_insideAScope_isExact() {
        renew(false);
        load(Duration.ofSeconds(8));
        ticker.advance(Duration.ofSeconds(8).plusNanos(1));

        try (FlushScope scope = memoizer.flushScope()) {
            assertThat(load(Duration.ofSeconds(8))).isEqualTo(2);
            scope.commit();
        }
    }
}
