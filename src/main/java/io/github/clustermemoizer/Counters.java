package io.github.clustermemoizer;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What {@link MemoizerStats} tells, as it is counted. */
final class Counters {
    final HitCounter hits = new HitCounter();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder loadsNotKept = new LongAdder();
    final LongAdder loadNanos = new LongAdder();
    final LongAdder flushed = new LongAdder();
    final LongAdder puts = new LongAdder();

    MemoizerStats stats(EntryStore store, ServingRule rule) {
        return new MemoizerStats(
                hits.sum(),
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                loadsNotKept.sum(),
                Duration.ofNanos(loadNanos.sum()),
                flushed.sum(),
                store.evictions(),
                store.size(),
                rule.servedBeyond.sum(),
                puts.sum());
    }
}
