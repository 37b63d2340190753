package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.PeerOutcome;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that this server owes one peer, in order. A state machine without I/O, clock or lock: it is
 * told the time, and hands out requests.
 *
 * <p>Each item has a <em>position</em>, and all positions up to {@link #acknowledged()} are done. At
 * most one request is under way; what is added meanwhile is gathered, and leaves together when the
 * answer is in. An item that waits already is not added twice, while one that has left is: the
 * peer may have dropped its copy before the row changed again. What finds no room makes the lane the
 * one item "everything"; nothing is ever dropped. A lane that has nothing to say says so, once a heartbeat.
 *
 * <p>Each answer brings a <em>token</em>, a reading of the peer's clock. It is kept with the position
 * that the lane had reached, and is echoed by the first request with which the peer has been told all
 * up to there: so the peer learns that it has missed nothing of before it read its clock.
 *
 * <p>Where requests are signed, none but an empty greeting counts without the latest token of the peer, which
 * proves that it was made for this instance of it and not long ago. So a lane begins with a greeting, and does so
 * again when the peer does not know its token any more.
 *
 * <p>Times are nanoseconds since this server's start. Not safe for use by several threads; {@link PeerLink}
 * guards it.
 */
final class Lane {
    /** The position of what will never be told. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long FIRST_BACK_OFF = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_BACK_OFF = Duration.ofSeconds(2).toNanos();

    /**
     * One request.
     *
     * @param query form-encoded; empty if there is nothing to say
     * @param last position up to which all is done once it is acknowledged
     * @param proof the peer's latest token, where requests are signed
     * @param echo the token that the peer gets back
     * @param goodbye whether it is the last one
     */
    record Request(
            String query,
            long last,
            @Nullable String proof,
            @Nullable String echo,
            boolean goodbye) {}

    private final Terms terms;
    private final DoubleSupplier jitter;
    private final Backlog waiting;
    private final Acquaintance peer = new Acquaintance();

    private long tail;
    private long acknowledged;
    private Backlog.@Nullable Batch again;
    private Backlog.@Nullable Batch leaving;
    private @Nullable Request underWay;
    private int failures;
    private long notBefore;
    private long lastSent;

    private boolean silent = true;
    private boolean retired;
    private boolean closing;
    private boolean gone;

    /**
     * @param queryLimit longest query of a request with several items
     * @param jitter gives numbers from 0 to 1, which spread the retries of many lanes
     */
    Lane(Terms terms, int queryLimit, DoubleSupplier jitter) {
        this.terms = terms;
        this.jitter = jitter;
        waiting = new Backlog(queryLimit);
    }

    /** Returns the position to watch for. */
    long add(Item item) {
        if (closing) {
            return NEVER;
        }
        long before = waiting.find(item);
        if (before > 0) {
            return before;
        }
        if (item.isEverything() || !waiting.hasRoomFor(item)) {
            waiting.clear();
            again = null;
            return put(Item.EVERYTHING);
        }
        return put(item);
    }

    /**
     * Returns the request to send now, which counts as under way from here on, or null: one is under
     * way, it is too early after a failure, or there is nothing to say.
     */
    @Nullable
    Request next(long now) {
        if (!isReady(now)) {
            return null;
        }
        underWay = terms.signed() && !peer.isGreeted() ? new Request("", acknowledged, null, null, false) : telling();
        lastSent = now;
        silent = false;
        return underWay;
    }

    private Request telling() {
        leaving = again != null ? again : waiting.isEmpty() ? null : waiting.gather();
        again = null;
        long last = leaving == null ? tail : leaving.last();
        boolean goodbye = closing && last == tail;
        return new Request(
                leaving == null ? "" : leaving.query(),
                last,
                terms.signed() ? peer.proof() : null,
                retired ? null : peer.echo(last),
                goodbye);
    }

    boolean isReady(long now) {
        return underWay == null && !gone && backOff(now) == 0 && (owes() || failures > 0 || isHeartbeatDue(now));
    }

    /**
     * The peer has taken the request under way.
     *
     * @param node the instance that answered
     * @param token its clock
     * @param met whether it now counts on hearing from this server
     */
    void acknowledge(@Nullable String node, @Nullable String token, boolean met) {
        Request done = take();
        acknowledged = done.last;
        leaving = null;
        failures = 0;
        gone = done.goodbye;
        peer.answered(done, node, token, met, tail);
    }

    /** The request under way has failed: it goes again, not before some time has passed. */
    void fail(long now) {
        take();
        retry(leaving, now);
    }

    /**
     * The peer does not take the request under way from this server. If it took those before, it may have restarted, and
     * is greeted at once.
     */
    void refuse(long now) {
        boolean restarted = peer.refused();
        fail(now);
        if (restarted) {
            failures = 0;
            silent = true;
        }
    }

    /** The peer does not understand the request under way, and never will: it is told to drop everything instead. */
    void widen(long now) {
        take();
        Backlog.Batch refused = leaving;
        if (refused == null || refused.query().equals(Wire.EVERYTHING)) {
            retry(refused, now);
        } else {
            again = new Backlog.Batch(Wire.EVERYTHING, refused.items(), refused.last());
            leaving = null;
        }
    }

    /** Returns how long to wait from now on before {@link #next} can have something to say after a failure. */
    long backOff(long now) {
        return failures == 0 ? 0 : Math.max(0, notBefore - now);
    }

    /** From now on only what is owed is sent: the peer is no longer one of the cluster, and must learn so. */
    void retire() {
        retired = true;
    }

    /** Takes no more items. Once all is told, says goodbye. */
    void close() {
        closing = true;
    }

    /** Nothing is owed any more. */
    void abandon() {
        waiting.clear();
        again = null;
        leaving = null;
    }

    boolean isClosing() {
        return closing;
    }

    /** Tells whether the goodbye has arrived. */
    boolean isGone() {
        return gone;
    }

    /**
     * Returns what has become of an item.
     *
     * @param position as {@link #add} returned it
     * @param flushed the time, not before that call
     */
    PeerOutcome outcome(long position, long flushed, long now) {
        if (position <= acknowledged) {
            return PeerOutcome.ACKNOWLEDGED;
        }
        return position != NEVER && now >= lapse(flushed) ? PeerOutcome.LAPSED : PeerOutcome.PENDING;
    }

    /** Returns when an item that is not acknowledged will have lapsed. */
    long lapse(long flushed) {
        return terms.lapse(flushed, peer.isMet());
    }

    boolean isMet() {
        return peer.isMet();
    }

    long tail() {
        return tail;
    }

    long acknowledged() {
        return acknowledged;
    }

    int failures() {
        return failures;
    }

    /** Returns how many items are owed. */
    int pending() {
        return waiting.size() + (again == null ? 0 : again.items()) + (leaving == null ? 0 : leaving.items());
    }

    private boolean owes() {
        return again != null || !waiting.isEmpty() || closing;
    }

    private boolean isHeartbeatDue(long now) {
        return !retired && (silent || now - lastSent >= terms.heartbeat());
    }

    private long put(Item item) {
        waiting.add(item, ++tail);
        return tail;
    }

    private void retry(Backlog.@Nullable Batch batch, long now) {
        // A greeting carries nothing, and what waits to go again goes on waiting. "Everything", if it waits, says this
        // too, and its position is the later one.
        Backlog.Batch owed = batch == null ? again : batch;
        again = waiting.isWidened() ? null : owed;
        leaving = null;
        failures++;
        long longest = Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF << Math.min(failures - 1, 10));
        notBefore = now + (long) (longest * (1 + jitter.getAsDouble()) / 2);
    }

    private Request take() {
        Request request = underWay;
        if (request == null) {
            throw new IllegalStateException("no request is under way");
        }
        underWay = null;
        return request;
    }
}
