package io.github.clustermemoizer.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the requests to one peer went, for people. Times are nanoseconds since this server's start. Guarded by its link. */
final class Telling {
    private long lastAnswered;
    private long roundTrip = -1;
    private boolean isWarned;
    private @Nullable String reason;
    private @Nullable String cause;
    private final Map<String, Long> failures = new TreeMap<>();

    /** @param opened when the link was opened, which counts as the last answer until there is one */
    Telling(long opened) {
        lastAnswered = opened;
    }

    /** Takes note of an answer; returns whether that should be told, since the failures before it were. */
    boolean answered(long sent, long now) {
        boolean again = isWarned;
        lastAnswered = now;
        roundTrip = now - sent;
        isWarned = false;
        reason = null;
        cause = null;
        return again;
    }

    /**
     * Takes note of a failure.
     *
     * @param matters whether a flush is not taken by a peer that should take it
     * @return whether this is the first of a series that matters
     */
    boolean failed(String cause, String reason, boolean matters) {
        failures.merge(cause, 1L, Long::sum);
        this.reason = reason;
        this.cause = cause;
        boolean first = matters && !isWarned;
        isWarned |= matters;
        return first;
    }

    Telling copy() {
        var copy = new Telling(lastAnswered);
        copy.roundTrip = roundTrip;
        copy.reason = reason;
        copy.cause = cause;
        copy.failures.putAll(failures);
        return copy;
    }

    long lastAnswered() {
        return lastAnswered;
    }

    /** Returns why the last request failed, if it did. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Returns the kind of that failure, if the last request failed. */
    Optional<String> cause() {
        return Optional.ofNullable(cause);
    }

    /** Returns how long the last request that was answered took, in nanoseconds. */
    Optional<Long> roundTrip() {
        return roundTrip < 0 ? Optional.empty() : Optional.of(roundTrip);
    }

    /** Returns how often requests have failed, by cause. */
    Map<String, Long> failures() {
        return Map.copyOf(failures);
    }
}
