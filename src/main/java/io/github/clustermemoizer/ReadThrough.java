package io.github.clustermemoizer;

import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What happens on a miss: somebody loads, the others wait for him, and what no flush has overtaken is kept. */
final class ReadThrough {
    private final EntryStore store;
    private final FlushClock clock;
    private final LoadsUnderWay loads;
    private final ThreadStack<Snapshot> snapshots;
    private final Counters counters;
    private final Journal journal;
    private final long lag;
    private final LoadWrapper wrapper;
    private final Executor executor;

    ReadThrough(
            EntryStore store,
            FlushClock clock,
            LoadsUnderWay loads,
            ThreadStack<Snapshot> snapshots,
            Counters counters,
            Journal journal,
            LocalCache.Loading loading) {
        this.store = store;
        this.clock = clock;
        this.loads = loads;
        this.snapshots = snapshots;
        this.counters = counters;
        this.journal = journal;
        this.lag = loading.readLag().toNanos();
        this.wrapper = loading.wrapper();
        this.executor = loading.executor();
    }

    /** Returns another's value, if one is being loaded that is good enough, or else loads it. */
    <E extends Exception> @Nullable Object load(
            String statement, Set<String> tags, long oldest, Loader<? extends @Nullable Object, E> loader) throws E {
        long now = clock.asOf();
        Load mine = newLoad(statement, tags, now, Thread.currentThread());
        Load underWay = loads.enter(mine, oldest);
        counters.misses.increment();
        while (underWay != mine) {
            Load.Loaded joined = loads.await(underWay);
            if (joined != null) {
                return joined.value();
            }
            // What the other found in the store may be too old for us, or have been flushed by a tag that the other's
            // load does not bear; so we look for ourselves.
            Entry entry = store.get(statement);
            if (entry != null && entry.isGood(statement, oldest, clock)) {
                return entry.value;
            }
            now = clock.asOf();
            mine = newLoad(statement, tags, now, Thread.currentThread());
            underWay = loads.enter(mine, oldest);
        }
        return run(mine, oldest, now, loader);
    }

    /** Loads it in the background, unless somebody does already. */
    void revalidate(String statement, Set<String> tags, long fresh, Loader<? extends @Nullable Object, ?> loader) {
        Load mine = newLoad(statement, tags, clock.asOf(), null);
        if (loads.enter(mine, fresh) != mine) {
            return;
        }
        try {
            executor.execute(() -> {
                mine.owner = Thread.currentThread();
                try {
                    run(mine, fresh, clock.now(), loader);
                } catch (Exception e) {
                    // Counted and journaled; who joined has got it, and the next reader tries again.
                }
            });
        } catch (RejectedExecutionException e) {
            mine.fail(e);
            loads.leave(mine, false);
        }
    }

    /** Loads for this caller alone, and keeps nothing. */
    <E extends Exception> Entry loadAside(
            String statement, Set<String> tags, Loader<? extends @Nullable Object, E> loader) throws E {
        Load load = begin(statement, tags);
        LoadEvent event = Recordings.load();
        Object value = timed(statement, clock.now(), loader, event);
        if (event != null) {
            event.ended(statement, Explanation.Kind.NOT_KEPT_IN_SCOPE);
        }
        return Entry.of(value, tags, clock.marks(load), load.asOf);
    }

    /** Counts a miss, and notes the time of a load that no other caller can join. */
    Load begin(String statement, Set<String> tags) {
        counters.misses.increment();
        return newLoad(statement, tags, clock.asOf(), Thread.currentThread());
    }

    /** Counts a load that its caller has run. */
    Entry loaded(Load load, @Nullable Object value) {
        counters.loads.increment();
        return Entry.of(value, load.tags, clock.marks(load), load.asOf);
    }

    private Load newLoad(String statement, Set<String> tags, long now, @Nullable Thread owner) {
        Snapshot snapshot = snapshots.current();
        return new Load(statement, tags, snapshot == null ? now : Math.min(now, snapshot.asOf), lag, owner);
    }

    private <E extends Exception> @Nullable Object run(
            Load mine, long oldest, long start, Loader<? extends @Nullable Object, E> loader) throws E {
        boolean failed = true;
        try {
            // Another load may have ended between our look at the store and our entering.
            Entry there = store.get(mine.statement);
            if (there != null && isStillGood(mine.statement, there, oldest)) {
                mine.yieldToStore();
                failed = false;
                return there.value;
            }
            LoadEvent event = Recordings.load();
            Object value = timed(mine.statement, start, loader, event);
            Explanation.Kind obstacle =
                    keepOrTell(mine.statement, Entry.of(value, mine.tags, clock.marks(mine), mine.asOf));
            mine.succeed(value);
            failed = false;
            if (event != null) {
                event.ended(mine.statement, obstacle);
            }
            return value;
        } catch (Throwable failure) {
            mine.fail(failure);
            throw failure;
        } finally {
            loads.leave(mine, failed);
        }
    }

    /** Looks at the clock for a confirmed entry, too: the flush that drops it may be between its two steps. */
    private boolean isStillGood(String statement, Entry entry, long oldest) {
        long asOf = entry.asOf();
        return asOf >= oldest && !clock.flushedSince(statement, entry.tags(), entry.marks(), asOf);
    }

    /** @param start when the load began, by the clock: read once for its age and for how long it took */
    private <E extends Exception> @Nullable Object timed(
            String statement, long start, Loader<? extends @Nullable Object, E> loader, @Nullable LoadEvent event)
            throws E {
        Object value;
        try {
            value = wrapper.load(statement, loader);
        } catch (Throwable failure) {
            counters.loadFailures.increment();
            counters.loadNanos.add(clock.now() - start);
            journal.decided(clock.now(), Explanation.Kind.LOAD_FAILED, statement);
            if (event != null) {
                event.ended(statement, Explanation.Kind.LOAD_FAILED);
            }
            throw failure;
        }
        counters.loads.increment();
        counters.loadNanos.add(clock.now() - start);
        return value;
    }

    /** Stores an entry, or writes down why not. Returns null if it is kept, or else why not. */
    Explanation.@Nullable Kind keepOrTell(String statement, Entry entry) {
        Explanation.Kind obstacle = keep(statement, entry);
        if (obstacle != null) {
            notKept(obstacle, statement);
        }
        return obstacle;
    }

    /** Stores an entry. Returns null if it is kept, or else why not. */
    Explanation.@Nullable Kind keep(String statement, Entry entry) {
        if (clock.flushedSince(statement, entry.tags(), entry.marks(), entry.asOf())) {
            return Explanation.Kind.NOT_KEPT_AFTER_FLUSH;
        }
        Entry there = store.get(statement);
        if (there != null && there.asOf() > entry.asOf()) {
            return Explanation.Kind.NOT_KEPT_BESIDE_NEWER;
        }
        store.put(statement, entry);
        // The entry must be there for a flush to find before we look whether one was here.
        VarHandle.fullFence();
        if (clock.flushedSince(statement, entry.tags(), entry.marks(), entry.asOf())) {
            store.remove(statement, entry);
            return Explanation.Kind.NOT_KEPT_AFTER_FLUSH;
        }
        entry.confirm();
        counters.puts.increment();
        return null;
    }

    void notKept(Explanation.Kind obstacle, String statement) {
        counters.loadsNotKept.increment();
        journal.decided(clock.now(), obstacle, statement);
    }
}
