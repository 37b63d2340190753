package io.github.clustermemoizer.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a lane that may send does so: how long what waits lingers, how soon a request follows another that is still under
 * way, and when the peer must hear from this server again. Times are as in the lane, and it is guarded like that.
 */
final class Pace {
    /** So many do not linger for more. */
    static final int ENOUGH = Backlog.MAX_ITEMS_IN_A_REQUEST / 2;

    /** An answer that takes longer comes from far away. */
    static final long LONG_TRIP = Duration.ofMillis(10).toNanos();

    private final Terms terms;
    private long lastSent;
    private long trip;
    private long awaited;
    private long sentFrom = 1;
    private boolean silent = true;

    Pace(Terms terms) {
        this.terms = terms;
    }

    /** As {@link Lane#hurry}. */
    void hurry(long position) {
        awaited = Math.max(awaited, position);
    }

    void sent(Backlog.@Nullable Batch batch, long now) {
        sentFrom = batch == null ? sentFrom : batch.first();
        lastSent = now;
        silent = false;
    }

    /** An answer has come. */
    void answered(long sent, long now) {
        trip = now - sent;
    }

    /** The peer must hear from this server at once. */
    void beSilent() {
        silent = true;
    }

    boolean isHeartbeatDue(long now) {
        return silent || now - lastSent >= terms.heartbeat();
    }

    /** Returns how long so many items linger from now on. */
    long lingersFor(int items, long now) {
        return awaited >= sentFrom || items >= ENOUGH ? 0 : until(lastSent + terms.linger(), now);
    }

    /** Returns how long to wait from now on for a request beside those under way; {@link Lane#NEVER} if there is none. */
    long followsIn(long now) {
        return trip >= LONG_TRIP ? until(lastSent + trip / Lane.MOST_UNDER_WAY, now) : Lane.NEVER;
    }

    private static long until(long due, long now) {
        return Math.max(0, due - now);
    }
}
