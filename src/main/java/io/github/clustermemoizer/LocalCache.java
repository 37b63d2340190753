package io.github.clustermemoizer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One server's values, as its readers see them: law 1, and law 2 as far as readers keep it. Knows of no peers. What is not
 * in memory, or not good enough, {@link ReadThrough} loads; what is not to be served any more, {@link LocalFlushes} drops.
 */
final class LocalCache implements MemoizerView {
    /** Any age will do. */
    static final long ANY = Long.MIN_VALUE;

    /** How this cache loads. */
    record Loading(
            Duration readLag, Duration waitLimit, Duration rememberFailures, Executor executor, LoadWrapper wrapper) {
        Loading(Duration readLag, Duration waitLimit, Duration rememberFailures, Executor executor) {
            this(readLag, waitLimit, rememberFailures, executor, LoadWrapper.none());
        }
    }

    final ThreadStack<FlushScope> scopes = new ThreadStack<>("flush scope");
    final ThreadStack<Snapshot> snapshots = new ThreadStack<>("snapshot");
    final LocalFlushes flushes;

    private final EntryStore store;
    private final FlushClock clock;
    private final LoadsUnderWay loads;
    private final ReadThrough readThrough;
    private final Counters counters = new Counters();
    private final HitCounter hits = counters.hits; // one step less on every hit
    private final Journal journal = new Journal();
    private final ServingRule rule;

    LocalCache(EntryStore store, FlushClock clock, ServingRule rule, Loading loading) {
        this.store = store;
        this.clock = clock;
        this.rule = rule;
        this.loads = new LoadsUnderWay(clock, loading.waitLimit, loading.rememberFailures);
        this.readThrough = new ReadThrough(store, clock, loads, snapshots, counters, journal, loading);
        this.flushes = new LocalFlushes(store, clock, rule, loads, readThrough, counters, journal, this);
    }

    /** Returns the time that a value must stand for to be no older than {@code nanos} now. */
    long oldest(long nanos) {
        return clock.now() - nanos;
    }

    /** The time of what is read from now on. */
    long asOf() {
        return clock.asOf();
    }

    /** @param oldest the time that a value must at least stand for, or {@link #ANY} */
    <E extends Exception> @Nullable Object memoize(
            String statement, Set<String> tags, long oldest, Loader<? extends @Nullable Object, E> loader) throws E {
        FlushScope scope = scopes.current();
        if (scope != null) {
            return memoizeInside(scope, statement, tags, oldest, loader);
        }
        return answer(statement, tags, store.get(statement), oldest, loader);
    }

    /** @param maxAge in nanoseconds */
    <E extends Exception> @Nullable Object memoizeWithin(
            String statement, Set<String> tags, long maxAge, Loader<? extends @Nullable Object, E> loader) throws E {
        FlushScope scope = scopes.current();
        if (scope != null) {
            return memoizeInside(scope, statement, tags, oldest(maxAge), loader);
        }
        Entry entry = store.get(statement);
        if (entry != null && entry.isConfirmedSince(rule.surelyYoung(maxAge))) {
            hits.increment();
            return entry.value;
        }
        return answer(statement, tags, entry, oldest(maxAge), loader);
    }

    <E extends Exception> @Nullable Object memoize(
            String statement, Set<String> tags, Freshness freshness, Loader<? extends @Nullable Object, E> loader)
            throws E {
        FlushScope scope = scopes.current();
        if (scope != null) {
            return memoizeInside(scope, statement, tags, oldest(freshness.maxAgeNanos()), loader);
        }
        Entry entry = store.get(statement);
        if (entry != null && entry.isConfirmedSince(rule.surelyYoung(freshness.maxAgeNanos()))) {
            hits.increment();
            return entry.value;
        }
        long fresh = oldest(freshness.maxAgeNanos());
        long needed = rule.isOn ? needed(statement, entry, ANY) : ANY;
        if (entry != null && entry.isGood(statement, Math.max(needed, oldest(freshness.revalidateNanos())), clock)) {
            if (entry.asOf() < fresh) {
                readThrough.revalidate(statement, tags, fresh, loader);
            }
            hits.increment();
            return entry.value;
        }
        try {
            return readThrough.load(statement, tags, Math.max(needed, fresh), loader);
        } catch (Exception e) {
            // Looked up anew: what a flush has dropped meanwhile is gone.
            Entry stale = store.get(statement);
            if (stale != null && stale.isGood(statement, Math.max(needed, oldest(freshness.errorNanos())), clock)) {
                return stale.value;
            }
            throw e;
        }
    }

    boolean isCached(String statement, long oldest) {
        FlushScope scope = scopes.current();
        Entry entry = store.get(statement);
        if (scope != null && scope.seeded(statement) != null) {
            return true;
        }
        return entry != null
                && entry.isGood(statement, rule.oldest(statement, null, oldest), clock)
                && (scope == null || !scope.drops(statement, entry.tags()));
    }

    /** A load in a scope that was not committed. */
    void discarded(String statement) {
        readThrough.notKept(Explanation.Kind.NOT_KEPT_IN_SCOPE, statement);
    }

    @Override
    public Explanation explain(String statement) {
        long now = clock.now();
        Entry entry = store.get(statement);
        boolean good = entry != null && entry.isGood(statement, rule.oldest(statement, null, ANY), clock);
        Set<String> tags = entry != null && good ? entry.tags() : Set.of();
        Optional<Duration> age = entry != null && good
                ? Optional.of(Duration.ofNanos(Math.max(0, now - entry.asOf())))
                : Optional.empty();
        List<Explanation.Event> events = journal.about(statement, tags, now);
        return new Explanation(statement, age, tags, loads.isLoading(statement), events);
    }

    @Override
    public Optional<String> find(int length, String digest) {
        return store.find(length, digest).or(() -> journal.find(length, digest));
    }

    @Override
    public List<Explanation.Event> recentFlushes() {
        return journal.flushes(clock.now());
    }

    /** From now on loads run and nothing is kept. */
    void close() {
        clock.stop();
        loads.forget(Flush.everything());
        store.remove(Flush.everything());
    }

    @Override
    public MemoizerStats stats() {
        return counters.stats(store, rule);
    }

    private <E extends Exception> @Nullable Object answer(
            String statement,
            Set<String> tags,
            @Nullable Entry entry,
            long oldest,
            Loader<? extends @Nullable Object, E> loader)
            throws E {
        long needed = rule.isOn ? needed(statement, entry, oldest) : oldest;
        if (entry != null && entry.isGood(statement, needed, clock)) {
            hits.increment();
            return entry.value;
        }
        return readThrough.load(statement, tags, needed, loader);
    }

    /** Asked only while the rule is on: what a reader may have who wants nothing older than {@code oldest}. */
    private long needed(String statement, @Nullable Entry entry, long oldest) {
        long needed = rule.oldest(statement, entry, oldest);
        if (entry != null && entry.asOf() >= oldest && entry.asOf() < needed) {
            journal.decided(clock.now(), Explanation.Kind.DUE_WITHOUT_CONTACT, statement);
        }
        return needed;
    }

    /** In a scope what it has flushed is read past the cache, and what is loaded stays with this caller until the commit. */
    private <E extends Exception> @Nullable Object memoizeInside(
            FlushScope scope,
            String statement,
            Set<String> tags,
            long oldest,
            Loader<? extends @Nullable Object, E> loader)
            throws E {
        Load.Loaded found = findInside(scope, statement, tags, oldest);
        if (found != null) {
            return found.value();
        }
        Entry loaded = readThrough.loadAside(statement, tags, loader);
        if (!scope.hold(statement, loaded)) {
            discarded(statement);
        }
        return loaded.value;
    }

    private Load.@Nullable Loaded findInside(FlushScope scope, String statement, Set<String> tags, long oldest) {
        FlushScope.Seed seed = scope.seeded(statement);
        if (seed != null) {
            hits.increment();
            return new Load.Loaded(seed.value());
        }
        Entry entry = store.get(statement);
        if (entry != null && (scope.drops(statement, tags) || scope.drops(statement, entry.tags()))) {
            return null;
        }
        return find(statement, entry, oldest);
    }

    private Load.@Nullable Loaded find(String statement, @Nullable Entry entry, long oldest) {
        long needed = rule.isOn ? needed(statement, entry, oldest) : oldest;
        if (entry != null && entry.isGood(statement, needed, clock)) {
            hits.increment();
            return new Load.Loaded(entry.value);
        }
        return null;
    }

    /** Looks up what a memoize would be answered with from memory; null if it would load. */
    Load.@Nullable Loaded find(String statement, Set<String> tags) {
        FlushScope scope = scopes.current();
        return scope == null ? find(statement, store.get(statement), ANY) : findInside(scope, statement, tags, ANY);
    }

    /** Begins a load that its caller runs. */
    Load begin(String statement, Set<String> tags) {
        return readThrough.begin(statement, tags);
    }

    /** Tells whether nothing has flushed what is being loaded since it began. */
    boolean isCurrent(Load load) {
        return !clock.flushedSince(load);
    }

    /**
     * Ends a load that its caller ran.
     *
     * @param inside the scope in which it began, or null
     * @return true if the value is kept, or will be with the commit
     */
    boolean end(Load load, @Nullable FlushScope inside, @Nullable Object value) {
        Entry entry = readThrough.loaded(load, value);
        FlushScope scope = scopes.current();
        if (scope == null && inside == null) {
            return readThrough.keepOrTell(load.statement, entry) == null;
        }
        // What began in a scope may be its uncommitted state, and so may what ends in one.
        boolean held = scope != null && (inside == null || inside == scope) && scope.hold(load.statement, entry);
        if (!held) {
            discarded(load.statement);
        }
        return held;
    }
}
