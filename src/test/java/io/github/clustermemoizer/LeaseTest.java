package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The serving rule: {@code t < max(L, heard) + bound}. */
@Timeout(30)
class LeaseTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String STATEMENT = "select 1";

    private final FakeTicker ticker = new FakeTicker();
    private final RecordingBroadcaster peers = new RecordingBroadcaster();
    private final AtomicInteger loads = new AtomicInteger();
    private final Calls calls = new Calls();

    @AfterEach
    void stop() {
        calls.close();
    }

    private Memoizer memoizer(boolean strict) {
        return Memoizer.builder()
                .ticker(ticker)
                .strictBound(strict)
                .broadcaster(peers)
                .build();
    }

    private void renew(long heard) {
        renew(heard, Lease.Beyond.RELOAD, false);
    }

    private void renew(long heard, Lease.Beyond beyond, boolean last) {
        peers.target().renew(new Lease(heard, BOUND, beyond, last));
    }

    private int load(Memoizer memoizer, String statement) {
        return memoizer.memoize(statement, loads::incrementAndGet);
    }

    @Test
    void memoize_everyPeerHeardFrom_servesAnyAge() {
        var memoizer = memoizer(true);
        load(memoizer, STATEMENT);
        for (int i = 0; i < 100; i++) {
            ticker.advance(Duration.ofSeconds(14));
            renew(ticker.getAsLong());
        }

        assertThat(load(memoizer, STATEMENT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void memoize_peerNotHeardFrom_servesNothingBeyondTheBound(boolean strict) {
        var memoizer = memoizer(strict);
        long heard = ticker.getAsLong();
        IntStream.range(0, 1000).forEach(i -> load(memoizer, "select " + i));
        ticker.advance(BOUND.dividedBy(2).minusNanos(1));
        renew(heard);
        IntStream.range(0, 1000).forEach(i -> load(memoizer, "select " + i));
        assertThat(loads).as("for half of the bound all is as before").hasValue(1000);

        ticker.advance(BOUND.dividedBy(4));
        renew(heard);
        IntStream.range(0, 1000).forEach(i -> load(memoizer, "select " + i));
        assertThat(loads.get()).as("then they fall due one after the other").isBetween(1400, 1600);

        ticker.advance(BOUND.dividedBy(4).plusNanos(1));
        renew(heard);
        IntStream.range(0, 1000).forEach(i -> {
            int before = loads.get();
            int value = load(memoizer, "select " + i);
            assertThat(value).as("loaded now, or after the peer was last heard").isGreaterThan(1000);
            assertThat(before).isPositive();
        });
    }

    @Test
    void memoize_strict_needsNoRenewalToKeepTheBound() {
        var strict = memoizer(true);
        renew(ticker.getAsLong());
        load(strict, STATEMENT);

        ticker.advance(BOUND);

        assertThat(strict.isCached(STATEMENT)).isFalse();
        assertThat(load(strict, STATEMENT)).isEqualTo(2);
    }

    @Test
    void memoize_lastLease_isWatchedByTheReader() {
        var memoizer = memoizer(false);
        renew(ticker.getAsLong(), Lease.Beyond.RELOAD, true);
        load(memoizer, STATEMENT);

        assertThat(load(memoizer, STATEMENT)).isEqualTo(1);
        ticker.advance(BOUND);
        assertThat(load(memoizer, STATEMENT)).isEqualTo(2);
    }

    @Test
    void memoize_heardFromAgain_servesWhatIsThereAsBefore() {
        var memoizer = memoizer(false);
        long heard = ticker.getAsLong();
        load(memoizer, STATEMENT);
        ticker.advance(BOUND);
        renew(heard);
        assertThat(memoizer.isCached(STATEMENT)).isFalse();

        renew(ticker.getAsLong());

        assertThat(load(memoizer, STATEMENT)).isEqualTo(1);
    }

    @Test
    void memoize_loadUnderWayBeyondTheBound_isNotJoined() throws Exception {
        var memoizer = memoizer(true);
        renew(ticker.getAsLong());
        var slow = new SlowLoad<>("old");
        Future<String> first = calls.start(() -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();
        ticker.advance(BOUND);

        assertThat(memoizer.<String, RuntimeException>memoize(STATEMENT, () -> "new"))
                .isEqualTo("new");
        slow.end();
        assertThat(Calls.get(first)).as("who waited before").isEqualTo("old");
    }

    @Test
    void memoize_freshness_isLimitedToo() {
        var memoizer = memoizer(true);
        renew(ticker.getAsLong());
        load(memoizer, STATEMENT);
        ticker.advance(BOUND);
        Freshness any = Freshness.maxAge(Duration.ofSeconds(1))
                .staleWhileRevalidate(Duration.ofHours(1))
                .staleIfError(Duration.ofHours(1));

        assertThatThrownBy(() -> memoizer.memoize(STATEMENT, any, () -> {
                    throw new IllegalStateException("database is down");
                }))
                .hasMessage("database is down");
        assertThat(memoizer.<Integer, RuntimeException>memoize(STATEMENT, any, () -> 7))
                .isEqualTo(7);
    }

    @Test
    void memoize_insideAScope_isLimitedToo() {
        var memoizer = memoizer(true);
        renew(ticker.getAsLong());
        load(memoizer, STATEMENT);
        ticker.advance(BOUND);

        try (FlushScope scope = memoizer.flushScope()) {
            assertThat(load(memoizer, STATEMENT)).isEqualTo(2);
            scope.commit();
        }
    }

    @Test
    void memoize_serve_servesOnAndCounts() {
        var memoizer = memoizer(false);
        long heard = ticker.getAsLong();
        load(memoizer, STATEMENT);
        ticker.advance(BOUND.multipliedBy(100));
        renew(heard, Lease.Beyond.SERVE, false);

        assertThat(load(memoizer, STATEMENT)).isEqualTo(1);
        assertThat(load(memoizer, STATEMENT)).isEqualTo(1);
        assertThat(memoizer.stats().hitsBeyondBound()).isEqualTo(2);
        assertThat(memoizer.stats().hits()).isEqualTo(2);
    }

    @Test
    void explain_dueValue_saysWhyItWasLoadedAnew() {
        var memoizer = memoizer(true);
        renew(ticker.getAsLong());
        load(memoizer, STATEMENT);
        ticker.advance(BOUND);
        load(memoizer, STATEMENT);

        assertThat(memoizer.explain(STATEMENT).events())
                .extracting(Explanation.Event::kind)
                .contains(Explanation.Kind.DUE_WITHOUT_CONTACT);
    }

    @Test
    void dropLoadedBefore_dropsThemAndKeepsTheRest() {
        var memoizer = memoizer(false);
        load(memoizer, "old");
        ticker.advance(Duration.ofSeconds(1));
        long time = ticker.getAsLong();
        load(memoizer, "new");

        assertThat(peers.target().dropLoadedBefore(time)).isEqualTo(1);
        assertThat(memoizer.isCached("old")).isFalse();
        assertThat(memoizer.isCached("new")).isTrue();
        assertThat(memoizer.explain("old").events())
                .extracting(Explanation.Event::kind)
                .containsExactly(Explanation.Kind.DROPPED_WITHOUT_CONTACT);
    }

    @Test
    void dropLoadedBefore_loadUnderWay_isNeitherKeptNorJoined() throws Exception {
        var memoizer = memoizer(false);
        var slow = new SlowLoad<>("old");
        Future<String> first = calls.start(() -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();
        ticker.advance(Duration.ofSeconds(1));
        peers.target().dropLoadedBefore(ticker.getAsLong());

        assertThat(memoizer.<String, RuntimeException>memoize(STATEMENT, () -> "new"))
                .isEqualTo("new");
        slow.end();
        assertThat(Calls.get(first)).isEqualTo("old");
        assertThat(memoizer.<String, RuntimeException>memoize(STATEMENT, () -> "never asked"))
                .isEqualTo("new");
    }

    @Test
    void lease_badBound_isRefused() {
        assertThatThrownBy(() -> new Lease(0, Duration.ZERO, Lease.Beyond.RELOAD, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bound must be positive and at most a day: PT0S");
    }
}
