package io.github.clustermemoizer.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoizerMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Memoizer memoizer = Memoizer.builder().maximumSize(3).build();

    private double counter(String name, String... tags) {
        return registry.get(name)
                .tags("cache", "greebles", "region", "north")
                .tags(tags)
                .functionCounter()
                .count();
    }

    @Test
    void meters_ofACache_areThoseOfAnyOther() {
        new MemoizerMetrics(memoizer, "greebles", Tags.of("region", "north")).bindTo(registry);

        memoizer.seed("first", 1);
        memoizer.memoize("first", () -> 1);
        memoizer.memoize("first", () -> 1);
        for (String statement : new String[] {"a", "b", "c", "d", "e"}) {
            memoizer.memoize(statement, () -> 1);
        }
        assertThatThrownBy(() -> memoizer.memoize("f", () -> {
                    throw new IllegalStateException("down");
                }))
                .hasMessage("down");
        memoizer.memoize("g", () -> memoizer.flushLocal("g"));
        while (memoizer.stats().evictions() < 3) { // Caffeine evicts in the background
            Thread.onSpinWait();
        }
        double size = memoizer.stats().size();
        double evicted = memoizer.stats().evictions();

        assertThat(registry.get("cache.size").tag("cache", "greebles").gauge().value())
                .isEqualTo(size);
        assertThat(counter("cache.gets", "result", "hit")).isEqualTo(2);
        assertThat(counter("cache.gets", "result", "miss")).isEqualTo(7);
        assertThat(counter("cache.puts")).isEqualTo(6);
        assertThat(counter("cache.evictions")).isEqualTo(evicted).isEqualTo(6 - size);
        assertThat(counter("cache.load", "result", "success")).isEqualTo(6);
        assertThat(counter("cache.load", "result", "failure")).isEqualTo(1);
        assertThat(registry.get("cache.load.duration").timeGauge().value(TimeUnit.NANOSECONDS))
                .isPositive();
        assertThat(counter("memoizer.loads.not.kept")).isEqualTo(1);
        assertThat(counter("memoizer.hits.beyond.bound")).isZero();
        memoizer.flush(Flush.everything());
        assertThat(counter("memoizer.values.flushed")).isEqualTo(size);
    }

    @Test
    void binder_anyNull_isRefused() {
        assertThatThrownBy(() -> new MemoizerMetrics(null, "a", Tags.empty())).hasMessage("memoizer");
        assertThatThrownBy(() -> new MemoizerMetrics(memoizer, null, Tags.empty()))
                .hasMessage("cache name");
        assertThatThrownBy(() -> new MemoizerMetrics(memoizer, "a", null)).hasMessage("tags");
    }
}
