package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A hit makes no object. */
class HitAllocationTest {
    private static final String STATEMENT = "select * from greebles where id = 43";
    private static final Loader<String, RuntimeException> LOADER = () -> "green";

    private final RecordingBroadcaster peers = new RecordingBroadcaster();
    private final Memoizer memoizer = Memoizer.builder().broadcaster(peers).build();

    private void renew(Lease.Beyond beyond, Duration unheard) {
        peers.target().renew(new Lease(System.nanoTime() - unheard.toNanos(), Duration.ofDays(1), beyond, false));
    }

    @Test
    void memoize_hit_allocatesNothing() {
        assertThat(Allocations.perCall(() -> memoizer.memoize(STATEMENT, LOADER)))
                .isZero();
        assertThat(memoizer.stats().misses()).isEqualTo(1);
    }

    @Test
    void memoize_hitByKey_allocatesNothing() {
        StatementKey key = StatementKey.of(STATEMENT).tagged("greebles");

        assertThat(Allocations.perCall(() -> memoizer.memoize(key, LOADER))).isZero();
        assertThat(memoizer.stats().misses()).isEqualTo(1);
    }

    @Test
    void memoize_hitWithAge_allocatesNothing() {
        Duration hour = Duration.ofHours(1);

        assertThat(Allocations.perCall(() -> memoizer.memoize(STATEMENT, hour, LOADER)))
                .as("without a lease, so with a look at the clock")
                .isZero();
        renew(Lease.Beyond.RELOAD, Duration.ZERO);
        assertThat(Allocations.perCall(() -> memoizer.memoize(STATEMENT, hour, LOADER)))
                .isZero();
        assertThat(memoizer.stats().misses()).isEqualTo(1);
    }

    @Test
    void memoize_hitWithFreshness_allocatesNothing() {
        Freshness freshness = Freshness.maxAge(Duration.ofHours(1)).staleIfError(Duration.ofHours(2));
        renew(Lease.Beyond.RELOAD, Duration.ZERO);

        assertThat(Allocations.perCall(() -> memoizer.memoize(STATEMENT, freshness, LOADER)))
                .isZero();
        assertThat(memoizer.stats().misses()).isEqualTo(1);
    }

    @Test
    void memoize_hitWhileAPeerIsNotHeardFrom_allocatesNothing() {
        for (Lease.Beyond beyond : Lease.Beyond.values()) {
            renew(beyond, Duration.ofHours(13));
            assertThat(Allocations.perCall(() -> memoizer.memoize(STATEMENT, LOADER)))
                    .isZero();
        }
        assertThat(memoizer.stats().misses()).isEqualTo(1);
    }
}
