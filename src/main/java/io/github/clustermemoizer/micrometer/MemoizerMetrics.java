package io.github.clustermemoizer.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.MemoizerStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The meters of one memoizer: {@code cache.*} with the names and tags that Micrometer gives every cache, so that
 * dashboards know them, and a few {@code memoizer.*} for what other caches do not have.
 *
 * <p>The memoizer is referred to weakly; who lets go of it loses its meters. A hit costs nothing more with meters
 * than without.
 */
public final class MemoizerMetrics extends CacheMeterBinder<Memoizer> {
    /**
     * Makes a binder.
     *
     * @param memoizer what is measured
     * @param cacheName value of the tag {@code cache} of all its meters
     * @param tags more tags for all of them; may be empty
     * @throws NullPointerException if an argument is null
     */
    public MemoizerMetrics(Memoizer memoizer, String cacheName, Iterable<Tag> tags) {
        super(
                requireNonNull(memoizer, "memoizer"),
                requireNonNull(cacheName, "cache name"),
                requireNonNull(tags, "tags"));
    }

    @Override
    protected Long size() {
        return count(MemoizerStats::size);
    }

    @Override
    protected long hitCount() {
        return count(MemoizerStats::hits);
    }

    @Override
    protected Long missCount() {
        return count(MemoizerStats::misses);
    }

    @Override
    protected Long evictionCount() {
        return count(MemoizerStats::evictions);
    }

    @Override
    protected long putCount() {
        return count(MemoizerStats::puts);
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        Memoizer memoizer = getCache();
        if (memoizer == null) {
            return;
        }
        TimeGauge.builder(
                        "cache.load.duration",
                        memoizer,
                        TimeUnit.NANOSECONDS,
                        m -> m.stats().loadTime().toNanos())
                .description("Time spent in loaders, those that threw included")
                .tags(getTagsWithCacheName())
                .register(registry);
        counter("cache.load", MemoizerStats::loads, memoizer)
                .description("Loads that returned a value")
                .tag("result", "success")
                .register(registry);
        counter("cache.load", MemoizerStats::loadFailures, memoizer)
                .description("Loads that threw")
                .tag("result", "failure")
                .register(registry);
        counter("memoizer.loads.not.kept", MemoizerStats::loadsNotKept, memoizer)
                .description(
                        "Loads whose value was returned and not kept, since a flush or a newer value came in between")
                .register(registry);
        counter("memoizer.values.flushed", MemoizerStats::flushed, memoizer)
                .description("Values that a flush dropped, local or received")
                .register(registry);
        counter("memoizer.hits.beyond.bound", MemoizerStats::hitsBeyondBound, memoizer)
                .description("Hits on values that were served beyond the staleness bound")
                .register(registry);
    }

    private FunctionCounter.Builder<Memoizer> counter(
            String name, ToLongFunction<MemoizerStats> count, Memoizer memoizer) {
        return FunctionCounter.builder(name, memoizer, m -> count.applyAsLong(m.stats()))
                .tags(getTagsWithCacheName());
    }

    private long count(ToLongFunction<MemoizerStats> count) {
        Memoizer memoizer = getCache();
        return memoizer == null ? 0 : count.applyAsLong(memoizer.stats());
    }
}
