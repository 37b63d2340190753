package io.github.clustermemoizer;

import java.time.Duration;

/**
 * Counts since the memoizer was built, taken one after the other while others go on counting.
 *
 * @param hits calls of {@code memoize} that were answered from memory; where more than 64 threads read,
 *     a few may be missing
 * @param misses calls of {@code memoize} that were not; they ran a load or waited for another's
 * @param loads loads that returned a value
 * @param loadFailures loads that threw
 * @param loadsNotKept loads whose value was returned and not kept, since a flush or a newer value came in between
 * @param loadTime time spent in loaders, those that threw included
 * @param flushed values that a flush dropped, local or received
 * @param evictions values that the size bound or an expiry dropped
 * @param size values in memory now, about
 * @param hitsBeyondBound hits on values that were served beyond the staleness bound while a peer was not heard
 *     from; always 0 unless the server is configured to serve on when isolated
 * @param puts values that were stored, by loads and seeds
 */
public record MemoizerStats(
        long hits,
        long misses,
        long loads,
        long loadFailures,
        long loadsNotKept,
        Duration loadTime,
        long flushed,
        long evictions,
        long size,
        long hitsBeyondBound,
        long puts) {

    /**
     * Returns the share of calls that were answered from memory.
     *
     * @return between 0 and 1; 1 if there was no call yet
     */
    public double hitRate() {
        long calls = hits + misses;
        return calls == 0 ? 1 : (double) hits / calls;
    }
}
