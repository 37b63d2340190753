package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushClockTest {
    private final FakeTicker ticker = new FakeTicker();
    private final FlushClock clock = new FlushClock(ticker);

    @Test
    void flushedSince_withinOneTick_tellsBeforeFromAfter() {
        long before = clock.asOf();
        long flush = clock.flush(Flush.statement("a"));
        long after = clock.asOf();

        assertThat(clock.flushedSince("a", before)).isTrue();
        assertThat(clock.flushedSince("a", after)).isFalse();
        assertThat(clock.flushedSince("b", before)).isFalse();
        assertThat(flush).isGreaterThanOrEqualTo(before).isLessThan(after);
    }

    @Test
    void flushedSince_manyFlushesOfOneStatement_remembersTheLatest() {
        clock.flush(Flush.statement("a"));
        ticker.advance(Duration.ofSeconds(1));
        long between = clock.asOf();
        clock.flush(Flush.statement("a"));

        assertThat(clock.flushedSince("a", between)).isTrue();
        assertThat(clock.flushedSince("a", clock.asOf())).isFalse();
    }

    @Test
    void flushedSince_moreWideFlushesThanAreKnown_keepsLessAndNeverMore() {
        long before = clock.asOf();
        for (int i = 0; i < 64; i++) {
            clock.flush(Flush.statement("x" + i).byDigest());
        }
        assertThat(clock.flushedSince("a", before)).as("all 64 are known").isFalse();
        assertThat(clock.flushedSince("x0", before)).isTrue();

        clock.flush(Flush.statement("x64").byDigest());

        assertThat(clock.flushedSince("a", before)).as("one is forgotten").isTrue();
        assertThat(clock.flushedSince("a", clock.asOf())).isFalse();
    }

    @Test
    void stop_forEver_everythingCountsAsFlushed() {
        clock.stop();
        clock.flush(Flush.everything());

        assertThat(clock.flushedSince("a", clock.asOf())).isTrue();
    }
}
