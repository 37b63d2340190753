package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a memoizer may serve, by what its server has heard from the peers: the rule of law 2. A value whose
 * load began at {@code L} is served at time {@code t} only if {@code t < max(L, heard) + bound}.
 *
 * <p>A lease stays true for ever, since it speaks of the past: a newer one only allows more. All times are
 * those of this server's {@link System#nanoTime()}.
 *
 * @param heard every flush that any peer has made up to this time has arrived here
 * @param bound how old a value may be that was loaded before {@code heard} came to a stop; each statement
 *     takes off up to half of it, by its hash, so that values do not fall due all at once
 * @param beyond what happens to a value that is due
 * @param last true if no other lease will follow, or none for a while, so that who serves by it must watch the time alone
 */
public record Lease(long heard, Duration bound, Beyond beyond, boolean last) {
    /** What happens to a value that is due. */
    public enum Beyond {
        /** It is loaded anew. */
        RELOAD,
        /** It is served all the same, and counted. */
        SERVE
    }

    /**
     * Makes a lease.
     *
     * @param heard up to when every flush of every peer has arrived here
     * @param bound positive, at most a day
     * @param beyond what happens to a value that is due
     * @param last whether no other will follow soon
     * @throws IllegalArgumentException if the bound is not positive, or longer than a day
     * @throws NullPointerException if a component is null
     */
    public Lease {
        requireNonNull(beyond, "beyond");
        if (requireNonNull(bound, "bound").isZero() || bound.isNegative() || bound.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("bound must be positive and at most a day: " + bound);
        }
    }

    /**
     * Tells whether values may be served whatever their age.
     *
     * @param now {@link System#nanoTime()}
     * @return true for half of the bound after {@code heard}
     */
    public boolean isWhole(long now) {
        return now - heard < bound.toNanos() / 2;
    }
}
