package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.PeerOutcome;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that this server owes one peer, in order. A state machine without I/O, clock or lock: it is
 * told the time, and hands out requests.
 *
 * <p>Each item has a <em>position</em>, and all positions up to {@link #acknowledged()} are done. While a
 * request is under way what is added is gathered, and leaves together when the answer is in; only where answers take
 * long do more requests follow before, some time apart. In a busy lane, what nobody waits for lingers a little for
 * what comes next. An item that waits already is not added twice, while one that has left is: the peer may have
 * dropped its copy before the row changed again. What finds no room makes the lane the one item "everything";
 * nothing is ever dropped. A lane that has nothing to say says so, once a heartbeat.
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

    static final int MOST_UNDER_WAY = 4;

    /**
     * One request.
     *
     * @param query form-encoded; empty if there is nothing to say
     * @param proof the peer's latest token, where requests are signed
     * @param echo the token that the peer gets back
     * @param goodbye whether it is the last one
     */
    record Request(
            String query, @Nullable String proof, @Nullable String echo, boolean goodbye) {}

    private final Terms terms;
    private final Backlog waiting;
    private final Flights flights = new Flights();
    private final Acquaintance peer = new Acquaintance();
    private final Pace pace;
    private final BackOff backOff;
    private final Tally tally = new Tally();
    private final Lapses lapses = new Lapses(this::lapse);

    private long tail;
    private long refused;
    private boolean retired;
    private boolean closing;
    private boolean gone;

    /**
     * @param queryLimit longest query of a request with several items
     * @param jitter gives numbers from 0 to 1, which spread the retries of many lanes
     */
    Lane(Terms terms, int queryLimit, DoubleSupplier jitter) {
        this.terms = terms;
        pace = new Pace(terms);
        backOff = new BackOff(jitter);
        waiting = new Backlog(queryLimit);
    }

    /** Returns the position to watch for. */
    long add(Item item) {
        if (closing) {
            return NEVER;
        }
        long position = waiting.add(item, tail + 1);
        tally.owed++;
        if (position > tail) {
            tail = position;
            if (waiting.isWidened()) {
                tally.widened += item.isEverything() ? 0 : 1;
                flights.leaveAllToBacklog();
            }
        } else {
            tally.merged++;
        }
        return position;
    }

    /**
     * Somebody waits for a position. It leaves at once, and so does what comes next, since who has waited will, it
     * seems, wait again: he is told so only after his next item has been added, and perhaps sent.
     */
    void hurry(long position) {
        pace.hurry(position);
    }

    /**
     * Returns the request to send now, which counts as under way from here on, or null: it is too early, or there is
     * nothing to say.
     */
    @Nullable
    Request next(long now) {
        if (readyIn(now) > 0) {
            return null;
        }
        boolean greets = terms.signed() && !peer.isGreeted();
        Backlog.Batch batch = greets ? null : flights.take(waiting);
        Request request = greets ? new Request("", null, null, false) : telling(batch);
        flights.depart(request, batch, now);
        pace.sent(batch, now);
        tally.sent += itemsOf(batch);
        return request;
    }

    private Request telling(Backlog.@Nullable Batch batch) {
        long told = flights.done(); // once this is
        return new Request(
                batch == null ? "" : batch.query(),
                terms.signed() ? peer.proof() : null,
                retired ? null : peer.echo(told),
                closing && told == tail);
    }

    /** Returns how long to wait from now on before {@link #next} has something to say; {@link #NEVER} if that depends. */
    long readyIn(long now) {
        if (gone) {
            return NEVER;
        }
        if (flights.underWay() > 0) {
            return joinsIn(now);
        }
        if (backOff(now) > 0) {
            return backOff(now);
        }
        if (flights.isAnyToGoAgain() || closing || backOff.failures() > 0 || isHeartbeatDue(now)) {
            return 0;
        }
        if (waiting.isEmpty()) {
            return NEVER;
        }
        return pace.lingersFor(waiting.size(), now);
    }

    /** As {@link #readyIn}, for a request beside those under way. */
    private long joinsIn(long now) {
        boolean mayJoin = backOff.failures() == 0 && flights.underWay() < MOST_UNDER_WAY && peer.isGreeted();
        return mayJoin && !waiting.isEmpty() ? pace.followsIn(now) : NEVER;
    }

    /**
     * The peer has taken a request.
     *
     * @param node the instance that answered
     * @param token its clock
     * @param met whether it now counts on hearing from this server
     */
    void acknowledge(Request request, @Nullable String node, @Nullable String token, boolean met, long now) {
        Flights.Flight flight = flights.land(request);
        pace.answered(flight.sent(), now);
        tally.acknowledged += itemsOf(flight.batch());
        backOff.end();
        gone = request.goodbye;
        peer.answered(request, node, token, met, tail);
    }

    /** A request has failed: it goes again, not before some time has passed. */
    void fail(Request request, long now) {
        retry(flights.land(request).batch(), now);
    }

    /**
     * The peer does not take a request from this server. If it took those before, it may have restarted, and
     * is greeted at once.
     */
    void refuse(Request request, long now) {
        Flights.Flight flight = flights.land(request);
        boolean restarted = peer.refused();
        retry(flight.batch(), now);
        if (restarted || flight.sent() < refused) {
            refused = now;
            backOff.end();
            pace.beSilent();
        }
    }

    /** The peer does not understand a request, and never will: it is told to drop everything instead. */
    void widen(Request request, long now) {
        Backlog.Batch batch = flights.land(request).batch();
        if (batch == null || batch.query().equals(Wire.EVERYTHING)) {
            retry(batch, now);
        } else {
            tally.widened++;
            flights.goAgain(new Backlog.Batch(Wire.EVERYTHING, batch.items(), batch.first(), batch.last()));
        }
    }

    /** Returns how long to wait from now on after a failure. */
    long backOff(long now) {
        return backOff.left(now);
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
        flights.clear();
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
        if (position <= acknowledged()) {
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
        return flights.done();
    }

    int failures() {
        return backOff.failures();
    }

    /** Returns how many items are owed. */
    int pending() {
        return waiting.size() + flights.items();
    }

    /** Looks for what has lapsed. To be called again and again, or it is not counted. */
    void tick(long now) {
        tally.lapsed += lapses.look(tail, acknowledged(), now);
    }

    /** Returns what has become of the items so far. */
    PeerCounts counts() {
        return tally.counts();
    }

    private static int itemsOf(Backlog.@Nullable Batch batch) {
        return batch == null ? 0 : batch.items();
    }

    private boolean isHeartbeatDue(long now) {
        return !retired && pace.isHeartbeatDue(now);
    }

    private void retry(Backlog.@Nullable Batch batch, long now) {
        if (batch != null && waiting.isWidened()) {
            flights.leaveToBacklog(batch);
        } else if (batch != null) {
            flights.goAgain(batch);
        }
        backOff.failed(now);
    }
}
