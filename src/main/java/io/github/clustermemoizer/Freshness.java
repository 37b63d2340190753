package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How fresh a reader wants a value, in the words of HTTP (RFC 9111, section 5.2; RFC 5861). Immutable.
 *
 * <p>The age of a value counts from the moment its load began, and each reader judges it alone. All
 * limits are inclusive. A value that was flushed is gone: no freshness brings it back.
 */
public final class Freshness {
    private final Duration maxAge;
    private final Duration staleWhileRevalidate;
    private final Duration staleIfError;

    private Freshness(Duration maxAge, Duration staleWhileRevalidate, Duration staleIfError) {
        this.maxAge = maxAge;
        this.staleWhileRevalidate = staleWhileRevalidate;
        this.staleIfError = staleIfError;
    }

    /**
     * Takes a value that is at most this old, and loads otherwise.
     *
     * @param maxAge zero takes only what is loaded from now on
     * @return a freshness that allows nothing stale
     * @throws IllegalArgumentException if it is negative
     * @throws NullPointerException if it is null
     */
    public static Freshness maxAge(Duration maxAge) {
        return new Freshness(notNegative("max age", maxAge), Duration.ZERO, Duration.ZERO);
    }

    /**
     * Also takes, at once, a value that is up to this much older than the max age, and has it loaded anew
     * in the background, once however many ask (RFC 5861, section 3).
     *
     * @param longer how much older
     * @return a copy with this limit
     * @throws IllegalArgumentException if it is negative
     * @throws NullPointerException if it is null
     */
    public Freshness staleWhileRevalidate(Duration longer) {
        return new Freshness(maxAge, notNegative("stale while revalidate", longer), staleIfError);
    }

    /**
     * Also takes a value that is up to this much older than the max age, if the load fails (RFC 5861,
     * section 4): throws an exception, or is waited for in vain. An {@link Error} is thrown all the same.
     *
     * @param longer how much older
     * @return a copy with this limit
     * @throws IllegalArgumentException if it is negative
     * @throws NullPointerException if it is null
     */
    public Freshness staleIfError(Duration longer) {
        return new Freshness(maxAge, staleWhileRevalidate, notNegative("stale if error", longer));
    }

    long maxAgeNanos() {
        return saturatedNanos(maxAge);
    }

    long revalidateNanos() {
        return saturatedNanos(maxAge, staleWhileRevalidate);
    }

    long errorNanos() {
        return saturatedNanos(maxAge, staleIfError);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Freshness that
                && maxAge.equals(that.maxAge)
                && staleWhileRevalidate.equals(that.staleWhileRevalidate)
                && staleIfError.equals(that.staleIfError);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * maxAge.hashCode() + staleWhileRevalidate.hashCode()) + staleIfError.hashCode();
    }

    /** In the form of a {@code Cache-Control} header, but for the unit. */
    @Override
    public String toString() {
        return "max-age=" + maxAge + ", stale-while-revalidate=" + staleWhileRevalidate + ", stale-if-error="
                + staleIfError;
    }

    static Duration notNegative(String name, Duration value) {
        if (requireNonNull(value, name).isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
        return value;
    }

    /** Returns the nanoseconds, or the longest time there is. */
    static long saturatedNanos(Duration age, Duration longer) {
        try {
            return age.plus(longer).toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Does the same on the way of every hit, so makes no object. */
    static long saturatedNanos(Duration age) {
        try {
            return age.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
