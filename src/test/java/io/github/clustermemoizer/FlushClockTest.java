package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlushClockTest {
    private final FakeTicker ticker = new FakeTicker();
    private final FlushClock clock = new FlushClock(ticker);

    @Test
    void flushedSince_withinOneTick_tellsBeforeFromAfter() {
        long before = clock.asOf();
        long flush = clock.flush(Flush.statement("a"));
        long after = clock.asOf();

        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, before)).isTrue();
        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, after)).isFalse();
        assertThat(clock.flushedSince("b", Set.of(), Digest.NO_MARKS, before)).isFalse();
        assertThat(flush).isGreaterThanOrEqualTo(before).isLessThan(after);
    }

    @Test
    void flushedSince_manyFlushesOfOneStatement_remembersTheLatest() {
        clock.flush(Flush.statement("a"));
        ticker.advance(Duration.ofSeconds(1));
        long between = clock.asOf();
        clock.flush(Flush.statement("a"));

        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, between)).isTrue();
        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, clock.asOf()))
                .isFalse();
    }

    @Test
    void flushedSince_moreWideFlushesThanAreKnown_keepsLessAndNeverMore() {
        long before = clock.asOf();
        for (int i = 0; i < 64; i++) {
            clock.flush(Flush.prefix("x" + i));
        }
        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, before))
                .as("all 64 are known")
                .isFalse();
        assertThat(clock.flushedSince("x0", Set.of(), Digest.NO_MARKS, before)).isTrue();

        clock.flush(Flush.prefix("x64"));

        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, before))
                .as("one is forgotten")
                .isTrue();
        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, clock.asOf()))
                .isFalse();
    }

    /** A peer that words all its flushes so may send hundreds within one load. */
    @Test
    void flushedSince_manyFlushesByDigest_concernsWhatTheyNameAndHardlyMore() {
        clock.flush(Flush.statement("the first").byDigest());
        long before = clock.asOf();
        for (int i = 0; i < 1000; i++) {
            clock.flush(Flush.statement("x" + i).byDigest());
            clock.flush(Flush.tag("t" + i).byDigest());
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(isFlushedSince("x" + i, Set.of(), before)).isTrue();
            assertThat(isFlushedSince("a", Set.of("t" + i), before)).isTrue();
        }
        long others = IntStream.range(0, 1000)
                .filter(i -> isFlushedSince("other" + i, Set.of(), before))
                .count();

        assertThat(others).as("2000 of 4096 slots are taken").isBetween(300L, 500L);
        assertThat(isFlushedSince("x1", Set.of("t1"), clock.asOf())).isFalse();
    }

    /** More than the wide flushes that are known, and as many as a busy peer may send within one load. */
    @Test
    void flushedSince_manyFlushesByTag_concernsWhatTheyNameAndHardlyMore() {
        long before = clock.asOf();
        for (int i = 0; i < 1000; i++) {
            clock.flush(Flush.tag("t" + i));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(isFlushedSince("a", Set.of("other", "t" + i), before)).isTrue();
        }
        long others = IntStream.range(0, 1000)
                .filter(i -> isFlushedSince("a", Set.of("other" + i), before))
                .count();

        assertThat(others).as("at most 1000 of 4096 slots are taken").isBetween(1L, 250L);
        assertThat(isFlushedSince("a", Set.of(), before)).isFalse();
        assertThat(isFlushedSince("t1", Set.of(), before)).as("a statement").isFalse();
        assertThat(isFlushedSince("a", Set.of("t1"), clock.asOf())).isFalse();
    }

    /** A load that began before the first flush by digest, and has been digested by nobody. */
    @Test
    void flushedSince_withoutMarks_anyFlushByDigestCounts() {
        assertThat(clock.marks("a", Set.of())).isEmpty();
        long before = clock.asOf();
        clock.flush(Flush.statement("b").byDigest());

        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, before)).isTrue();
        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, clock.asOf()))
                .isFalse();
        assertThat(isFlushedSince("a", Set.of(), before)).isFalse();
        assertThat(clock.marks("a", Set.of())).hasSize(1);
    }

    @Test
    void flushForSeed_foreignFlushByDigestSince_refuses() {
        long first = clock.asOf();
        clock.flush(Flush.statement("a").byDigest());
        clock.flush(Flush.tag("t").byDigest());

        assertThat(seed("a", Set.of(), first)).isZero();
        assertThat(seed("b", Set.of("t"), first)).isZero();
        assertThat(seed("c", Set.of("u"), first)).isPositive();
        assertThat(seed("a", Set.of("t"), clock.asOf())).isPositive();
    }

    private boolean isFlushedSince(String statement, Set<String> tags, long asOf) {
        return clock.flushedSince(statement, tags, Digest.marks(statement, tags), asOf);
    }

    private long seed(String statement, Set<String> tags, long asOf) {
        return clock.flushForSeed(statement, tags, Digest.marks(statement, tags), asOf);
    }

    @Test
    void stop_forEver_everythingCountsAsFlushed() {
        clock.stop();
        clock.flush(Flush.everything());

        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, clock.asOf()))
                .isTrue();
    }

    @Test
    void flushForSeed_foreignFlushSince_refuses() {
        long asOf = clock.asOf();
        assertThat(clock.flushForSeed("a", Set.of(), Digest.NO_MARKS, asOf)).isGreaterThan(asOf);

        long second = clock.asOf();
        clock.flush(Flush.statement("a"));
        assertThat(clock.flushForSeed("a", Set.of(), Digest.NO_MARKS, second)).isZero();

        long third = clock.asOf();
        clock.flush(Flush.tag("t"));
        assertThat(clock.flushForSeed("a", Set.of("t"), Digest.NO_MARKS, third)).isZero();
        assertThat(clock.flushForSeed("b", Set.of("u"), Digest.NO_MARKS, third)).isPositive();
    }

    @Test
    void flushForSeed_itsOwnTime_isNotBeforeItsOwnFlush() {
        long time = clock.flushForSeed("a", Set.of(), Digest.NO_MARKS, clock.asOf());

        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, time)).isFalse();
        clock.flush(Flush.statement("a"));
        assertThat(clock.flushedSince("a", Set.of(), Digest.NO_MARKS, time)).isTrue();
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
                    seeded.set(flushForSeed("a", Set.of(), Digest.NO_MARKS, 1));
                }
                return time;
            }
        };

        overtaken.flush(Flush.statement("a"));

        assertThat(seeded).hasPositiveValue();
        assertThat(overtaken.flushedSince("a", Set.of(), Digest.NO_MARKS, seeded.get()))
                .isTrue();
    }

    /** A flush by tag or digest writes nothing that a seed would raise: so the seed has to wait until it is written. */
    @ParameterizedTest
    @EnumSource(names = {"TAG", "TAG_DIGEST", "PREFIX"})
    void flush_seedBetweenItsTwoSteps_waitsAndIsRefused(Flush.Kind kind) throws Exception {
        var seeded = new CompletableFuture<Long>();
        var begun = new AtomicBoolean();
        var overtaken = new FlushClock(ticker) {
            @Override
            long tick() {
                long time = super.tick();
                if (begun.compareAndSet(false, true)) {
                    var seeder = new Thread(
                            () -> seeded.complete(flushForSeed("a", Set.of("t"), Digest.marks("a", Set.of("t")), 1)));
                    seeder.start();
                    while (!seeded.isDone() && seeder.getState() != Thread.State.BLOCKED) {
                        Thread.onSpinWait();
                    }
                }
                return time;
            }
        };
        Flush tag = Flush.tag("t");

        overtaken.flush(
                switch (kind) {
                    case TAG -> tag;
                    case TAG_DIGEST -> tag.byDigest();
                    default -> Flush.prefix("a");
                });

        assertThat(seeded.get(20, TimeUnit.SECONDS)).isZero();
    }
}
