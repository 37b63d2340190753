package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;
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
 * <p>All methods may be called from any thread. A memoizer is usable before its broadcaster has
 * reached anybody, and after {@link #close()}, too.
 */
public final class Memoizer implements AutoCloseable {
    // Read by TransactionScope and Lookup.
    final LocalCache local;
    final CoherentCache everywhere;

    private Memoizer(LocalCache local, Broadcaster broadcaster) {
        this.local = local;
        this.everywhere = new CoherentCache(local, broadcaster);
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
     * those wait, at most for the builder's wait limit, and an interrupt does not end their wait. Different
     * statements never wait for each other. A load never tells the peers anything.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param statement the text that names the value; case and blanks count
     * @param loader fetches the value; it may memoize other statements
     * @return the value; null if the loader returned null, which is kept like any value
     * @throws E what the loader threw, as it is; all who wait for it get the same, and nothing is kept
     * @throws IllegalStateException if {@code loader} itself memoizes {@code statement}, or loaders on
     *     several threads wait for each other in a circle
     * @throws LoadTimeoutException if another thread's load took longer than the wait limit
     * @throws ClassCastException at the caller, if the value was memoized as another type
     * @throws NullPointerException if an argument is null
     */
    public <V extends @Nullable Object, E extends Exception> V memoize(String statement, Loader<? extends V, E> loader)
            throws E {
        return cast(local.memoize(checked(statement), Set.of(), LocalCache.ANY, checked(loader)));
    }

    /**
     * Does the same for a key. A value that this call loads bears the tags of the key; one that is in memory,
     * or being loaded for another caller, has the tags of the call that began its load.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param key the text and the tags
     * @param loader fetches the value
     * @return the value
     * @throws E what the loader threw; all else is as in {@link #memoize(String, Loader)}
     */
    public <V extends @Nullable Object, E extends Exception> V memoize(StatementKey key, Loader<? extends V, E> loader)
            throws E {
        return cast(local.memoize(key.text(), key.tags(), LocalCache.ANY, checked(loader)));
    }

    /**
     * Returns the value of {@code statement}: from memory if it is at most {@code maxAge} old, or else
     * from the loader. All else is as in {@link #memoize(String, Loader)}.
     *
     * <p>The age counts from the moment the load began, and each reader judges it alone: it does not
     * matter by which call the value came. A value that is exactly {@code maxAge} old is returned. A
     * load under way is waited for if it began no longer ago than {@code maxAge}.
     *
     * <p>With a broadcaster that hears from every peer, a hit reads the clock only in the last second of the age,
     * or its last eighth if that is longer. For the rest it trusts a time that the broadcaster notes several times a
     * second. So only if that came to rest for longer than this second or eighth, by a pause of the whole process, can a
     * value be returned that is too old, by as much as the pause was longer, and for the moment until it is noted again.
     * {@link Builder#strictBound} closes this.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param statement the text that names the value
     * @param maxAge how old the value may be; zero takes only what is loaded from now on
     * @param loader fetches the value
     * @return the value
     * @throws E what the loader threw
     * @throws IllegalArgumentException if {@code maxAge} is negative
     */
    public <V extends @Nullable Object, E extends Exception> V memoize(
            String statement, Duration maxAge, Loader<? extends V, E> loader) throws E {
        return cast(local.memoizeWithin(checked(statement), Set.of(), nanos(maxAge), checked(loader)));
    }

    /**
     * Does the same for a key, whose tags the value then bears.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param key the text and the tags
     * @param maxAge how old the value may be
     * @param loader fetches the value
     * @return the value
     * @throws E what the loader threw
     * @throws IllegalArgumentException if {@code maxAge} is negative
     */
    public <V extends @Nullable Object, E extends Exception> V memoize(
            StatementKey key, Duration maxAge, Loader<? extends V, E> loader) throws E {
        return cast(local.memoizeWithin(key.text(), key.tags(), nanos(maxAge), checked(loader)));
    }

    /**
     * Returns the value of {@code statement} if it is as fresh as asked for, or else from the loader. All
     * else is as in {@link #memoize(String, Duration, Loader)}.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param statement the text that names the value
     * @param freshness how fresh; where it allows a stale value while another is loaded, the loader runs
     *     on the builder's executor
     * @param loader fetches the value
     * @return the value
     * @throws E what the loader threw, unless a stale value may stand in
     */
    public <V extends @Nullable Object, E extends Exception> V memoize(
            String statement, Freshness freshness, Loader<? extends V, E> loader) throws E {
        return cast(local.memoize(checked(statement), Set.of(), freshness, checked(loader)));
    }

    /**
     * Does the same for a key, whose tags the value then bears.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param key the text and the tags
     * @param freshness how fresh
     * @param loader fetches the value
     * @return the value
     * @throws E what the loader threw, unless a stale value may stand in
     */
    public <V extends @Nullable Object, E extends Exception> V memoize(
            StatementKey key, Freshness freshness, Loader<? extends V, E> loader) throws E {
        return cast(local.memoize(key.text(), key.tags(), freshness, checked(loader)));
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
        return local.isCached(checked(statement), LocalCache.ANY);
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
        return local.isCached(checked(statement), local.oldest(nanos(maxAge)));
    }

    /**
     * Stores {@code value} on this server, and makes the peers forget theirs.
     *
     * <p>On return the value is in memory here, and a load under way is not kept. The peers are told
     * in the background to drop what they hold; the value itself never travels. Call it after the
     * commit, or inside a {@link #flushScope()}. Where two servers may seed the same statement at once, use
     * {@link #seedWith}: the order in which two seeds reach each other is not that of the two commits.
     *
     * @param statement the text that names the value
     * @param value what {@code memoize} returns from now on; may be null
     * @return what becomes of the message to the peers
     * @throws NullPointerException if {@code statement} is null
     */
    public Delivery seed(String statement, @Nullable Object value) {
        return everywhere.seed(checked(statement), Set.of(), value, local.asOf());
    }

    /**
     * Does the same for a key, whose tags the value then bears.
     *
     * @param key the text and the tags
     * @param value what {@code memoize} returns from now on; may be null
     * @return what becomes of the message to the peers
     */
    public Delivery seed(StatementKey key, @Nullable Object value) {
        return everywhere.seed(key.text(), key.tags(), value, local.asOf());
    }

    /**
     * Runs a write and seeds what it returns. If a flush of the statement comes between the beginning of
     * the write and its end, the value is not kept: so of two servers that seed at once, in whatever order
     * their messages arrive, none keeps the older value.
     *
     * @param <V> the type of the value
     * @param <E> what the write may throw
     * @param statement the text that names the value
     * @param write changes the data, commits, and returns the new value; it runs on this thread
     * @return what the write returned
     * @throws E what the write threw; nothing is then stored or sent
     */
    public <V extends @Nullable Object, E extends Exception> V seedWith(String statement, Loader<? extends V, E> write)
            throws E {
        return everywhere.seedWith(checked(statement), Set.of(), checked(write));
    }

    /**
     * Does the same for a key, whose tags the value then bears.
     *
     * @param <V> the type of the value
     * @param <E> what the write may throw
     * @param key the text and the tags
     * @param write changes the data, commits, and returns the new value
     * @return what the write returned
     * @throws E what the write threw
     */
    public <V extends @Nullable Object, E extends Exception> V seedWith(StatementKey key, Loader<? extends V, E> write)
            throws E {
        return everywhere.seedWith(key.text(), key.tags(), checked(write));
    }

    /**
     * Forgets the value of {@code statement} on this server, and makes the peers forget theirs. The
     * same as {@code flush(Flush.statement(statement))}.
     *
     * @param statement the text exactly as memoized
     * @return what becomes of the message to the peers
     */
    public Delivery flush(String statement) {
        return flush(Flush.statement(checked(statement)));
    }

    /**
     * Forgets the value of one key, whatever its tags.
     *
     * @param key the text
     * @return what becomes of the message to the peers
     */
    public Delivery flush(StatementKey key) {
        return flush(Flush.statement(key.text()));
    }

    /**
     * Forgets what {@code flush} names on this server, and makes the peers do the same, whether or not
     * anything of it is in memory here.
     *
     * <p>What is in memory here is gone on return, and a load that began before is not kept. Peers are
     * told in the background, at once and all at a time; one that cannot be reached is told again
     * until it answers, which is logged and never thrown, and after the staleness bound it serves nothing from before
     * this flush. Call it after the commit, or inside a
     * {@link #flushScope()}: what is loaded between flush and commit is the old row.
     *
     * @param flush what to drop
     * @return what becomes of the message to the peers; need not be looked at
     * @throws NullPointerException if {@code flush} is null
     */
    public Delivery flush(Flush flush) {
        return everywhere.flush(requireNonNull(flush, "flush"));
    }

    /**
     * Forgets the value of {@code statement} on this server only, inside a flush scope too.
     *
     * @param statement the text exactly as memoized
     * @return how many values went: 1, or 0 if none was in memory
     */
    public int flushLocal(String statement) {
        return flushLocal(Flush.statement(checked(statement)));
    }

    /**
     * Forgets what {@code flush} names on this server only, inside a flush scope too.
     *
     * @param flush what to drop
     * @return how many values went; loads under way, which are not kept, do not count
     * @throws NullPointerException if {@code flush} is null
     */
    public int flushLocal(Flush flush) {
        return local.flushes.flush(requireNonNull(flush, "flush"), false);
    }

    /**
     * Holds back this thread's flushes and seeds until a commit.
     *
     * @return a scope, open on this thread; to be closed by it
     */
    public FlushScope flushScope() {
        return everywhere.scope().open();
    }

    /**
     * Marks the span in which this thread may read an old state of the database.
     *
     * @return a snapshot as of now, open on this thread; to be closed by it
     */
    public Snapshot snapshot() {
        return new Snapshot(local.asOf(), local.snapshots).open();
    }

    /**
     * Tells what this server knows about a statement: whether its value is in memory, what happened to it
     * lately, and why a load was not kept.
     *
     * @param statement the text that names the value
     * @return a snapshot
     */
    public Explanation explain(String statement) {
        return local.explain(checked(statement));
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
        everywhere.close();
    }

    private static long nanos(Duration maxAge) {
        return Freshness.saturatedNanos(Freshness.notNegative("max age", maxAge));
    }

    private static String checked(String statement) {
        return requireNonNull(statement, "statement");
    }

    private static <V extends @Nullable Object, E extends Exception> Loader<V, E> checked(Loader<V, E> loader) {
        return requireNonNull(loader, "loader");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // V may well be a nullable type
    private static <V extends @Nullable Object> V cast(@Nullable Object value) {
        return (V) value;
    }

    /** Builds memoizers. Not for use by several threads at once. */
    public static final class Builder extends MemoizerBuilder<Builder> {
        private Builder() {}

        /**
         * Returns a new memoizer, attached to the broadcaster and ready for use.
         *
         * @return the memoizer
         */
        public Memoizer build() {
            return new Memoizer(cache(), broadcaster());
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
