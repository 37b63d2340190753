package io.github.clustermemoizer.cluster;

import java.time.Duration;

/**
 * What the servers of a cluster agree on, durations in nanoseconds, and what follows from it.
 *
 * @param heartbeat how long a lane may be silent
 * @param bound B: how long after it was last heard from a peer's flushes may be missed
 * @param absence G: how long a goodbye excuses from contact, and twice as long as a new server needs to be on every list
 * @param fixedList whether the list of peers never changes
 * @param signed whether there is a secret
 * @param linger how soon after a request the next one may leave that nobody waits for
 */
record Terms(long heartbeat, long bound, long absence, boolean fixedList, boolean signed, long linger) {
    private static final long LINGER = Duration.ofMillis(2).toNanos();

    /** A token comes back one heartbeat after it was issued, and counts for another: fewer would not do for half of the bound. */
    private static final int HEARTBEATS_IN_A_BOUND = 6;

    static Terms of(ClusterConfig config, boolean fixedList) {
        long bound = config.stalenessBound().toNanos();
        long heartbeat = Math.min(config.heartbeat().toNanos(), bound / HEARTBEATS_IN_A_BOUND);
        return new Terms(heartbeat, bound, config.absence().toNanos(), fixedList, config.signed(), LINGER);
    }

    /**
     * Returns from when on a peer that was not told serves nothing older than a flush.
     *
     * @param flushed when, since this server's start
     * @param met whether the peer has met this server since then; if not, it may still excuse a predecessor
     *     that said goodbye before. Where lists change that proves nothing: the peer itself may have a
     *     successor that begins with a list without this server.
     */
    long lapse(long flushed, boolean met) {
        return (met && fixedList ? flushed : Math.max(flushed, stretched(absence))) + stretched(bound);
    }

    /** Tells whether values begin to fall due when a peer was last heard so long ago. */
    boolean isTooLong(long unheard) {
        return unheard >= bound / 2;
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
