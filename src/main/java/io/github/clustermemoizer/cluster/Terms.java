package io.github.clustermemoizer.cluster;

/**
 * The durations that the servers of a cluster agree on, in nanoseconds, and what follows from them.
 *
 * @param heartbeat how long a lane may be silent
 * @param bound B: how long after it was last heard from a peer's flushes may be missed
 * @param absence G: how long a goodbye excuses from contact
 */
record Terms(long heartbeat, long bound, long absence) {
    static Terms of(ClusterConfig config) {
        return new Terms(
                config.heartbeat().toNanos(),
                config.stalenessBound().toNanos(),
                config.absence().toNanos());
    }

    /**
     * Returns from when on a peer that was not told serves nothing older than a flush.
     *
     * @param flushed when, since this server's start
     * @param met whether the peer has met this server since then; if not, it may still excuse a predecessor
     *     that said goodbye before
     */
    long lapse(long flushed, boolean met) {
        return (met ? flushed : Math.max(flushed, stretched(absence))) + stretched(bound);
    }

    /** Tells whether a server of that age, by its own account, was there {@code before} ago for certain. */
    static boolean isOlder(long age, long before) {
        return age - margin(age) >= before;
    }

    /** Returns a time on this server's clock in which {@code nanos} go by on any other's. */
    static long stretched(long nanos) {
        return nanos + margin(nanos);
    }

    /** A 48th: two clocks, each wrong by 1 % of its rate, differ by 1.01 / 0.99. */
    private static long margin(long nanos) {
        return nanos / 48 + 1;
    }
}
