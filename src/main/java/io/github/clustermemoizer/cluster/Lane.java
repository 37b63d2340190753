package io.github.clustermemoizer.cluster;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * one item "everything"; nothing is ever dropped.
 *
 * <p>Not safe for use by several threads; {@link PeerLink} guards it.
 */
final class Lane {
    static final int MAX_ITEMS = 10_000;
    static final int MAX_CHARACTERS = 2_000_000;

    private static final long FIRST_BACK_OFF = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_BACK_OFF = Duration.ofSeconds(2).toNanos();

    /**
     * One request: a query, and the position up to which all is done once it is acknowledged.
     *
     * @param query form-encoded
     * @param last position of its last item
     */
    record Request(String query, long last) {}

    private final int queryLimit;
    private final DoubleSupplier jitter;

    private final Map<String, Long> waiting = new LinkedHashMap<>();
    private int waitingCharacters;
    private long tail;
    private long acknowledged;
    private @Nullable Request underWay;
    private @Nullable Request again;
    private int failures;
    private long notBefore = Long.MIN_VALUE;

    /**
     * @param queryLimit longest query of a request with several items
     * @param jitter gives numbers from 0 to 1, which spread the retries of many lanes
     */
    Lane(int queryLimit, DoubleSupplier jitter) {
        this.queryLimit = queryLimit;
        this.jitter = jitter;
    }

    /** Returns the position to watch for. */
    long add(String parameter) {
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
     *
     * @param now nanoseconds of any one clock
     */
    @Nullable
    Request next(long now) {
        if (!isReady(now)) {
            return null;
        }
        underWay = again != null ? again : gather();
        again = null;
        return underWay;
    }

    boolean isReady(long now) {
        boolean idle = again == null && waiting.isEmpty();
        return underWay == null && !idle && backOff(now) == 0;
    }

    void acknowledge() {
        Request done = take();
        acknowledged = done.last;
        failures = 0;
    }

    /** The request under way has failed: it goes again, not before some time has passed. */
    void fail(long now) {
        retry(take(), now);
    }

    /** The peer does not understand the request under way, and never will: it is told to drop everything instead. */
    void widen(long now) {
        Request refused = take();
        if (refused.query.equals(Wire.EVERYTHING)) {
            retry(refused, now);
        } else {
            again = new Request(Wire.EVERYTHING, refused.last);
        }
    }

    /** Returns how long to wait from now on before {@link #next} can have something to say after a failure. */
    long backOff(long now) {
        return failures == 0 ? 0 : Math.max(0, notBefore - now);
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

    private long put(String parameter) {
        waiting.put(parameter, ++tail);
        waitingCharacters += parameter.length();
        return tail;
    }

    private Request gather() {
        var query = new StringBuilder();
        long last = 0;
        var items = waiting.entrySet().iterator();
        while (items.hasNext()) {
            var item = items.next();
            String parameter = item.getKey();
            if (query.length() > 0 && query.length() + 1 + parameter.length() > queryLimit) {
                break;
            }
            if (query.length() > 0) {
                query.append('&');
            }
            query.append(parameter);
            last = item.getValue();
            waitingCharacters -= parameter.length();
            items.remove();
        }
        return new Request(query.toString(), last);
    }

    private void retry(Request request, long now) {
        // "Everything", if it waits, says this too, and its position is the later one.
        again = waiting.containsKey(Wire.EVERYTHING) ? null : request;
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
