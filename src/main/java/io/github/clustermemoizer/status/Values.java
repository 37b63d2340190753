package io.github.clustermemoizer.status;

import io.github.clustermemoizer.MemoizerStats;
import io.github.clustermemoizer.MemoizerView;
import java.util.List;

/**
 * What the memoizers of one server have counted, all together.
 *
 * @param memoizers how many there are
 * @param loadSeconds spent in loaders
 */
record Values(
        long memoizers,
        long entries,
        long hits,
        long misses,
        long loads,
        long loadFailures,
        double loadSeconds,
        long flushed,
        long evictions,
        long hitsBeyondBound) {

    static Values of(List<MemoizerView> views) {
        List<MemoizerStats> all = views.stream().map(MemoizerView::stats).toList();
        return new Values(
                all.size(),
                all.stream().mapToLong(MemoizerStats::size).sum(),
                all.stream().mapToLong(MemoizerStats::hits).sum(),
                all.stream().mapToLong(MemoizerStats::misses).sum(),
                all.stream().mapToLong(MemoizerStats::loads).sum(),
                all.stream().mapToLong(MemoizerStats::loadFailures).sum(),
                all.stream().mapToDouble(s -> s.loadTime().toNanos() / 1e9).sum(),
                all.stream().mapToLong(MemoizerStats::flushed).sum(),
                all.stream().mapToLong(MemoizerStats::evictions).sum(),
                all.stream().mapToLong(MemoizerStats::hitsBeyondBound).sum());
    }

    /** Returns the share of calls that were answered from memory; 1 if there was none yet. */
    double hitRate() {
        double calls = (double) hits + misses;
        return calls == 0 ? 1 : hits / calls;
    }

    /** Returns how long a load takes, in milliseconds; 0 if there was none yet. */
    double meanLoadMillis() {
        double all = (double) loads + loadFailures;
        return all == 0 ? 0 : 1_000 * loadSeconds / all;
    }
}
