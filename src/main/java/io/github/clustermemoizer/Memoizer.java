package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what statements returned, and forgets it on all servers at once.
 *
 * <pre>{@code
 * Greeble g = memoizer.memoize("select * from greebles where id = 43", () -> dao.greeble(43));
 * memoizer.flush("select * from greebles where id = 43");   // here, and on every peer
 * }</pre>
 *
 * <p>A statement is its exact text. A value is kept in this server's memory, by reference and not
 * copied, until it is flushed, pushed out by the size bound, or expired. Values never travel.
 *
 * <p><b>What a flush promises here:</b> a {@code memoize} that starts after the flush has returned
 * never gets a value whose load began before it. A flush never waits for a load; the load that was
 * under way gives its value to those who were waiting for it already, and is not kept.
 *
 * <p>All methods may be called from any thread. A memoizer is usable until its broadcaster has
 * reached anybody, and after {@link #close()}, too.
 */
public final class Memoizer implements AutoCloseable {
    private final LocalCache local;
    private final Broadcaster broadcaster;

    private Memoizer(LocalCache local, Broadcaster broadcaster) {
        this.local = local;
        this.broadcaster = broadcaster;
        broadcaster.attach(local);
    }

    /**
     * Returns a builder.
     *
     * @return one with all defaults: 10,000 values, no expiry, no peers
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the value of {@code statement}: from memory, however old, or else from the loader.
     *
     * <p>The loader runs on this thread, once however many threads ask for the statement meanwhile;
     * those wait, without a limit, and an interrupt does not end their wait. Different statements
     * never wait for each other. A load never tells the peers anything.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param statement the text that names the value; case and blanks count
     * @param loader fetches the value; it may memoize other statements
     * @return the value; null if the loader returned null, which is kept like any value
     * @throws E what the loader threw, as it is; all who wait for it get the same, and nothing is kept
     * @throws IllegalStateException if {@code loader} itself memoizes {@code statement}, or loaders on
     *     several threads wait for each other in a circle
     * @throws ClassCastException at the caller, if the value was memoized as another type
     * @throws NullPointerException if an argument is null
     */
    public <V extends @Nullable Object, E extends Exception> V memoize(String statement, Loader<? extends V, E> loader)
            throws E {
        requireNonNull(statement, "statement");
        requireNonNull(loader, "loader");
        return cast(local.memoize(statement, LocalCache.ANY, loader));
    }

    /**
     * Returns the value of {@code statement}: from memory if it is at most {@code maxAge} old, or else
     * from the loader. All else is as in {@link #memoize(String, Loader)}.
     *
     * <p>The age counts from the moment the load began, and each reader judges it alone: it does not
     * matter by which call the value came. A value that is exactly {@code maxAge} old is returned. A
     * load under way is waited for if it began no longer ago than {@code maxAge}.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param statement the text that names the value
     * @param maxAge how old the value may be; zero takes only what is loaded from now on
     * @param loader fetches the value
     * @return the value
     * @throws E what the loader threw
     * @throws IllegalArgumentException if {@code maxAge} is negative
     * @throws IllegalStateException as above
     * @throws NullPointerException if an argument is null
     */
    public <V extends @Nullable Object, E extends Exception> V memoize(
            String statement, Duration maxAge, Loader<? extends V, E> loader) throws E {
        requireNonNull(statement, "statement");
        requireNonNull(maxAge, "maxAge");
        requireNonNull(loader, "loader");
        return cast(local.memoize(statement, local.oldest(maxAge), loader));
    }

    /**
     * Tells whether a {@code memoize} would be answered from memory. Loads nothing and waits for
     * nothing; a load under way does not count.
     *
     * @param statement the text that names the value
     * @return true if its value is in memory
     * @throws NullPointerException if {@code statement} is null
     */
    public boolean isCached(String statement) {
        return local.isCached(requireNonNull(statement, "statement"), LocalCache.ANY);
    }

    /**
     * Tells whether a {@code memoize} with this {@code maxAge} would be answered from memory.
     *
     * @param statement the text that names the value
     * @param maxAge how old the value may be, inclusive
     * @return true if its value is in memory and young enough
     * @throws IllegalArgumentException if {@code maxAge} is negative
     * @throws NullPointerException if an argument is null
     */
    public boolean isCached(String statement, Duration maxAge) {
        requireNonNull(statement, "statement");
        return local.isCached(statement, local.oldest(requireNonNull(maxAge, "maxAge")));
    }

    /**
     * Stores {@code value} on this server, and makes the peers forget theirs.
     *
     * <p>On return the value is in memory here, and a load under way is not kept. The peers are told
     * in the background to drop what they hold; the value itself never travels. Call it after the
     * commit. Where two servers may seed the same statement at once, {@link #flush(String)} is the
     * safe choice: the order in which two seeds reach each other is not the order of the two commits.
     *
     * @param statement the text that names the value
     * @param value what {@code memoize} returns from now on; may be null
     * @return what becomes of the message to the peers
     * @throws NullPointerException if {@code statement} is null
     */
    public Delivery seed(String statement, @Nullable Object value) {
        requireNonNull(statement, "statement");
        local.seed(statement, value);
        return broadcaster.broadcast(Flush.statement(statement));
    }

    /**
     * Forgets the value of {@code statement} on this server, and makes the peers forget theirs. The
     * same as {@code flush(Flush.statement(statement))}.
     *
     * @param statement the text exactly as memoized
     * @return what becomes of the message to the peers
     * @throws NullPointerException if {@code statement} is null
     */
    public Delivery flush(String statement) {
        return flush(Flush.statement(requireNonNull(statement, "statement")));
    }

    /**
     * Forgets what {@code flush} names on this server, and makes the peers do the same, whether or not
     * anything of it is in memory here.
     *
     * <p>What is in memory here is gone on return, and a load that began before is not kept. Peers are
     * told in the background, at once and all at a time; one that cannot be reached is told again
     * until it answers, which is logged and never thrown. Call it after the commit: what is loaded
     * between flush and commit is the old row.
     *
     * @param flush what to drop
     * @return what becomes of the message to the peers; need not be looked at
     * @throws NullPointerException if {@code flush} is null
     */
    public Delivery flush(Flush flush) {
        requireNonNull(flush, "flush");
        local.flushLocal(flush);
        return broadcaster.broadcast(flush);
    }

    /**
     * Forgets the value of {@code statement} on this server only.
     *
     * @param statement the text exactly as memoized
     * @return how many values went: 1, or 0 if none was in memory
     * @throws NullPointerException if {@code statement} is null
     */
    public int flushLocal(String statement) {
        return flushLocal(Flush.statement(requireNonNull(statement, "statement")));
    }

    /**
     * Forgets what {@code flush} names on this server only.
     *
     * @param flush what to drop
     * @return how many values went; loads under way, which are not kept, do not count
     * @throws NullPointerException if {@code flush} is null
     */
    public int flushLocal(Flush flush) {
        return local.flushLocal(requireNonNull(flush, "flush"));
    }

    /**
     * Counts hits, misses, loads and what was dropped.
     *
     * @return a snapshot
     */
    public MemoizerStats stats() {
        return local.stats();
    }

    /**
     * Forgets all values and keeps none from now on. {@code memoize} goes on answering, by the loader;
     * {@code flush} and {@code seed} go on telling the peers. The broadcaster is not closed. A second
     * call does nothing.
     */
    @Override
    public void close() {
        broadcaster.detach(local);
        local.close();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // V may well be a nullable type
    private static <V extends @Nullable Object> V cast(@Nullable Object value) {
        return (V) value;
    }

    /** Builds memoizers. Not for use by several threads at once. */
    public static final class Builder {
        private static final long DEFAULT_SIZE = 10_000;

        private @Nullable Long maximumSize;
        private @Nullable Long maximumWeight;
        private @Nullable ToIntBiFunction<? super String, ? super @Nullable Object> weigher;
        private @Nullable Duration expireAfterWrite;
        private @Nullable Duration expireAfterAccess;
        private Broadcaster broadcaster = Broadcaster.none();
        private LongSupplier ticker = System::nanoTime;

        private Builder() {}

        /**
         * Bounds how many values are kept. Near the bound those go that are least likely to be asked for.
         *
         * @param maximumSize number of values; 0 keeps none; default 10,000
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         * @throws IllegalStateException if a weight was set
         */
        public Builder maximumSize(long maximumSize) {
            requireNotNegative("maximum size", maximumSize);
            if (maximumWeight != null) {
                throw new IllegalStateException("maximum size and maximum weight exclude each other; set one");
            }
            this.maximumSize = maximumSize;
            return this;
        }

        /**
         * Bounds the sum of the weights of the values that are kept.
         *
         * @param maximumWeight in the unit of the weigher
         * @param weigher gives the weight of a statement and its value, which may be null; called once, when
         *     the value is stored. If it throws or returns less than 0, the load fails with that.
         * @return this builder
         * @throws IllegalArgumentException if {@code maximumWeight} is negative
         * @throws IllegalStateException if a size was set
         * @throws NullPointerException if {@code weigher} is null
         */
        public Builder maximumWeight(
                long maximumWeight, ToIntBiFunction<? super String, ? super @Nullable Object> weigher) {
            requireNotNegative("maximum weight", maximumWeight);
            if (maximumSize != null) {
                throw new IllegalStateException("maximum size and maximum weight exclude each other; set one");
            }
            this.maximumWeight = maximumWeight;
            this.weigher = requireNonNull(weigher, "weigher");
            return this;
        }

        /**
         * Drops each value some time after it was stored.
         *
         * @param duration how long; default for ever
         * @return this builder
         * @throws IllegalArgumentException if it is zero or negative
         */
        public Builder expireAfterWrite(Duration duration) {
            expireAfterWrite = requirePositive("expire after write", duration);
            return this;
        }

        /**
         * Drops each value some time after it was last asked for.
         *
         * @param duration how long; default for ever
         * @return this builder
         * @throws IllegalArgumentException if it is zero or negative
         */
        public Builder expireAfterAccess(Duration duration) {
            expireAfterAccess = requirePositive("expire after access", duration);
            return this;
        }

        /**
         * Sets the way to the peers.
         *
         * @param broadcaster may serve several memoizers; default {@link Broadcaster#none()}
         * @return this builder
         * @throws NullPointerException if it is null
         */
        public Builder broadcaster(Broadcaster broadcaster) {
            this.broadcaster = requireNonNull(broadcaster, "broadcaster");
            return this;
        }

        /** Sets the source of time, in nanoseconds like {@link System#nanoTime()}; for tests. */
        Builder ticker(LongSupplier ticker) {
            this.ticker = requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * Returns a new memoizer, attached to the broadcaster and ready for use.
         *
         * @return the memoizer
         */
        public Memoizer build() {
            long maximum = maximumWeight != null ? maximumWeight : maximumSize != null ? maximumSize : DEFAULT_SIZE;
            var bounds = new EntryStore.Bounds(maximum, weigher, expireAfterWrite, expireAfterAccess);
            return new Memoizer(new LocalCache(new EntryStore(bounds, ticker), new FlushClock(ticker)), broadcaster);
        }

        private static void requireNotNegative(String name, long value) {
            if (value < 0) {
                throw new IllegalArgumentException(name + " must not be negative: " + value);
            }
        }

        private static Duration requirePositive(String name, Duration duration) {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException(name + " must be positive: " + duration);
            }
            return duration;
        }
    }
}
