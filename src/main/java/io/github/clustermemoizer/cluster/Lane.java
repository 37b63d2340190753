package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.PeerOutcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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
    static final int MAX_ITEMS = 10_000;
    static final int MAX_CHARACTERS = 2_000_000;

    /** Half of what a receiver takes, see {@link Wire#MOST_ITEMS}. */
    static final int MAX_ITEMS_IN_A_REQUEST = 500;

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

    private record Batch(String query, int items, long last) {}

    private final Terms terms;
    private final int queryLimit;
    private final DoubleSupplier jitter;

    private final Map<String, Long> waiting = new LinkedHashMap<>();
    private int waitingCharacters;
    private long tail;
    private long acknowledged;
    private @Nullable Batch again;
    private @Nullable Batch leaving;
    private @Nullable Request underWay;
    private int failures;
    private long notBefore;
    private long lastSent;

    private @Nullable String node;
    private @Nullable String token;
    private long tokenPosition;
    private boolean met;

    private @Nullable String proof;
    private boolean greeted;
    private boolean proven;

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
        this.queryLimit = queryLimit;
        this.jitter = jitter;
    }

    /** Returns the position to watch for. */
    long add(String parameter) {
        if (closing) {
            return NEVER;
        }
        Long before = waiting.get(parameter);
        if (before == null) {
            before = waiting.get(Wire.EVERYTHING);
        }
        if (before != null) {
            return before;
        }
        if (parameter.equals(Wire.EVERYTHING)
                || waiting.size() == MAX_ITEMS
                || waitingCharacters + parameter.length() > MAX_CHARACTERS) {
            waiting.clear();
            waitingCharacters = 0;
            again = null;
            return put(Wire.EVERYTHING);
        }
        return put(parameter);
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
        underWay = terms.signed() && !greeted ? new Request("", acknowledged, null, null, false) : telling();
        lastSent = now;
        silent = false;
        return underWay;
    }

    private Request telling() {
        leaving = again != null ? again : waiting.isEmpty() ? null : gather();
        again = null;
        long last = leaving == null ? tail : leaving.last;
        boolean mayEcho = token != null && tokenPosition <= last && !retired;
        boolean goodbye = closing && last == tail;
        return new Request(leaving == null ? "" : leaving.query, last, proof, mayEcho ? token : null, goodbye);
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
        this.met |= met;
        gone = done.goodbye;
        greeted = true;
        proven = done.proof != null;
        proof = terms.signed() ? token : null;
        // A token that waits for its echo is not put off by newer ones: in a busy lane it would wait for ever.
        if (this.token == null || done.echo != null || !Objects.equals(node, this.node)) {
            this.token = token;
            tokenPosition = tail;
        }
        this.node = node;
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
        boolean restarted = proven;
        greeted = false;
        proven = false;
        fail(now);
        if (restarted) {
            failures = 0;
            silent = true;
        }
    }

    /** The peer does not understand the request under way, and never will: it is told to drop everything instead. */
    void widen(long now) {
        take();
        Batch refused = leaving;
        if (refused == null || refused.query.equals(Wire.EVERYTHING)) {
            retry(refused, now);
        } else {
            again = new Batch(Wire.EVERYTHING, refused.items, refused.last);
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
        waitingCharacters = 0;
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
        return terms.lapse(flushed, met);
    }

    boolean isMet() {
        return met;
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
        return waiting.size() + (again == null ? 0 : again.items) + (leaving == null ? 0 : leaving.items);
    }

    private boolean owes() {
        return again != null || !waiting.isEmpty() || closing;
    }

    private boolean isHeartbeatDue(long now) {
        return !retired && (silent || now - lastSent >= terms.heartbeat());
    }

    private long put(String parameter) {
        waiting.put(parameter, ++tail);
        waitingCharacters += parameter.length();
        return tail;
    }

    private Batch gather() {
        var query = new StringBuilder();
        int gathered = 0;
        long last = 0;
        var items = waiting.entrySet().iterator();
        while (items.hasNext()) {
            var item = items.next();
            String parameter = item.getKey();
            if (gathered == MAX_ITEMS_IN_A_REQUEST
                    || (gathered > 0 && query.length() + 1 + parameter.length() > queryLimit)) {
                break;
            }
            if (query.length() > 0) {
                query.append('&');
            }
            query.append(parameter);
            gathered++;
            last = item.getValue();
            waitingCharacters -= parameter.length();
            items.remove();
        }
        return new Batch(query.toString(), gathered, last);
    }

    private void retry(@Nullable Batch batch, long now) {
        // A greeting carries nothing, and what waits to go again goes on waiting. "Everything", if it waits, says this
        // too, and its position is the later one.
        Batch owed = batch == null ? again : batch;
        again = waiting.containsKey(Wire.EVERYTHING) ? null : owed;
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
