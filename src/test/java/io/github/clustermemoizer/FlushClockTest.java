package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FlushClockTest {
    private final FakeTicker ticker = new FakeTicker();
    private final FlushClock clock = new FlushClock(ticker);

    @Test
    void flushedSince_withinOneTick_tellsBeforeFromAfter() {
        long before = clock.asOf();
        long flush = clock.flush(Flush.statement("a"));
        long after = clock.asOf();

        assertThat(clock.flushedSince("a", Set.of(), before)).isTrue();
        assertThat(clock.flushedSince("a", Set.of(), after)).isFalse();
        assertThat(clock.flushedSince("b", Set.of(), before)).isFalse();
        assertThat(flush).isGreaterThanOrEqualTo(before).isLessThan(after);
    }

    @Test
    void flushedSince_manyFlushesOfOneStatement_remembersTheLatest() {
        clock.flush(Flush.statement("a"));
        ticker.advance(Duration.ofSeconds(1));
        long between = clock.asOf();
        clock.flush(Flush.statement("a"));

        assertThat(clock.flushedSince("a", Set.of(), between)).isTrue();
        assertThat(clock.flushedSince("a", Set.of(), clock.asOf())).isFalse();
    }

    @Test
    void flushedSince_moreWideFlushesThanAreKnown_keepsLessAndNeverMore() {
        long before = clock.asOf();
        for (int i = 0; i < 64; i++) {
            clock.flush(Flush.statement("x" + i).byDigest());
        }
        assertThat(clock.flushedSince("a", Set.of(), before))
                .as("all 64 are known")
                .isFalse();
        assertThat(clock.flushedSince("x0", Set.of(), before)).isTrue();

        clock.flush(Flush.statement("x64").byDigest());

        assertThat(clock.flushedSince("a", Set.of(), before))
                .as("one is forgotten")
                .isTrue();
        assertThat(clock.flushedSince("a", Set.of(), clock.asOf())).isFalse();
    }

    @Test
    void stop_forEver_everythingCountsAsFlushed() {
        clock.stop();
        clock.flush(Flush.everything());

        assertThat(clock.flushedSince("a", Set.of(), clock.asOf())).isTrue();
    }

    @Test
    void flushForSeed_foreignFlushSince_refuses() {
        long asOf = clock.asOf();
        assertThat(clock.flushForSeed("a", Set.of(), asOf)).isGreaterThan(asOf);

        long second = clock.asOf();
        clock.flush(Flush.statement("a"));
        assertThat(clock.flushForSeed("a", Set.of(), second)).isZero();

        long third = clock.asOf();
        clock.flush(Flush.tag("t"));
        assertThat(clock.flushForSeed("a", Set.of("t"), third)).isZero();
        assertThat(clock.flushForSeed("b", Set.of("u"), third)).isPositive();
    }

    @Test
    void flushForSeed_itsOwnTime_isNotBeforeItsOwnFlush() {
        long time = clock.flushForSeed("a", Set.of(), clock.asOf());

        assertThat(clock.flushedSince("a", Set.of(), time)).isFalse();
        clock.flush(Flush.statement("a"));
        assertThat(clock.flushedSince("a", Set.of(), time)).isTrue();
    }

    /** A flush takes its time, a seed takes a later one and sees nothing, and only then the flush writes. */
    @Test
    void flush_overtakenBySeedBetweenItsTwoSteps_isNotHiddenByIt() {
        var seeded = new AtomicLong();
        var overtaken = new FlushClock(ticker) {
            @Override
            long tick() {
                long time = super.tick();
                if (seeded.compareAndSet(0, -1)) {
                    seeded.set(flushForSeed("a", Set.of(), 1));
                }
                return time;
            }
        };

        overtaken.flush(Flush.statement("a"));

        assertThat(seeded).hasPositiveValue();
        assertThat(overtaken.flushedSince("a", Set.of(), seeded.get())).isTrue();
    }
}
