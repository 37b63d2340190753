package io.github.clustermemoizer;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What drops values on one server, and stores those that take their place: flushes of its own and of peers, seeds, and what
 * a scope has held back. Knows no way to the peers.
 *
 * <p>A flush writes the clock, and then removes. A load stores, and then looks at the clock. So
 * whichever comes first, one of the two sees the other, and a stale value does not stay.
 */
final class LocalFlushes implements FlushTarget {
    private final EntryStore store;
    private final FlushClock clock;
    private final ServingRule rule;
    private final LoadsUnderWay loads;
    private final ReadThrough readThrough;
    private final Counters counters;
    private final Journal journal;
    private final MemoizerView view;

    LocalFlushes(
            EntryStore store,
            FlushClock clock,
            ServingRule rule,
            LoadsUnderWay loads,
            ReadThrough readThrough,
            Counters counters,
            Journal journal,
            MemoizerView view) {
        this.store = store;
        this.clock = clock;
        this.rule = rule;
        this.loads = loads;
        this.readThrough = readThrough;
        this.counters = counters;
        this.journal = journal;
        this.view = view;
    }

    /**
     * Drops what is there or under way, and stores {@code value} in its place, unless a flush has come since {@code asOf}; returns
     * how many values went.
     */
    int seed(String statement, Set<String> tags, @Nullable Object value, long asOf) {
        long[] marks = clock.marks(statement, tags);
        long time = clock.flushForSeed(statement, tags, marks, asOf);
        return store(new FlushScope.Seed(statement, tags, value, asOf), marks, time);
    }

    /**
     * All that a scope has held back; returns how many values went. No seed is dropped by a flush of the same scope: the later of the
     * two counted there.
     */
    int publish(List<Flush> flushes, List<FlushScope.Seed> seeds, Map<String, Entry> loaded) {
        long[] times = clock.flushForCommit(flushes, seeds);
        int dropped = 0;
        for (Flush flush : flushes) {
            dropped += drop(flush, clock.now(), false);
        }
        for (int i = 0; i < times.length; i++) {
            FlushScope.Seed seed = seeds.get(i);
            dropped += store(seed, clock.marks(seed.statement(), seed.tags()), times[i]);
        }
        // With the marks of now: this commit may have made the first flush by digest.
        loaded.forEach((statement, entry) -> readThrough.keepOrTell(
                statement, Entry.of(entry.value, entry.tags(), clock.marks(statement, entry.tags()), entry.asOf())));
        return dropped;
    }

    /** @param time what the value may stand for; 0 if it must not be stored */
    private int store(FlushScope.Seed seed, long[] marks, long time) {
        String statement = seed.statement();
        VarHandle.fullFence(); // as in a flush
        Flush flush = Flush.statement(statement);
        loads.forget(flush);
        int removed = store.remove(flush);
        counters.flushed.add(removed);
        boolean kept =
                time != 0 && readThrough.keep(statement, Entry.of(seed.value(), seed.tags(), marks, time)) == null;
        journal.decided(clock.now(), kept ? Explanation.Kind.SEEDED : Explanation.Kind.SEED_NOT_KEPT, statement);
        return removed;
    }

    @Override
    public int flushByHand(Flush flush) {
        return flush(flush, false);
    }

    /** A flush from a peer. */
    @Override
    public int flushLocal(Flush flush) {
        return flush(flush, true);
    }

    int flush(Flush flush, boolean byPeer) {
        return drop(flush, clock.flush(flush), byPeer);
    }

    /** @param time at which the clock knows of it */
    private int drop(Flush flush, long time, boolean byPeer) {
        FlushEvent event = Recordings.flush();
        // The time must be there for a load to see before we look whether an entry is here.
        VarHandle.fullFence();
        loads.forget(flush);
        int removed = store.remove(flush);
        counters.flushed.add(removed);
        journal.flushed(time, byPeer, flush);
        if (event != null) {
            event.ended(flush, byPeer, removed);
        }
        return removed;
    }

    @Override
    public int flushLocalByHash(int[] hashes) {
        FlushEvent event = Recordings.flush();
        long time = clock.flush(hashes);
        VarHandle.fullFence(); // as in a flush
        loads.forget(hashes);
        int removed = store.remove(hashes);
        counters.flushed.add(removed);
        journal.flushedByHash(time, hashes);
        if (event != null) {
            event.ended(hashes, removed);
        }
        return removed;
    }

    @Override
    public int dropLoadedBefore(long time) {
        clock.forgetLoadsBefore(clock.at(time));
        // As in a flush: the time must be there for a load to see before we look.
        VarHandle.fullFence();
        int removed = store.removeOlder(clock.at(time));
        counters.flushed.add(removed);
        journal.dropped(clock.now());
        return removed;
    }

    @Override
    public void renew(Lease lease) {
        rule.renew(lease);
    }

    @Override
    public Optional<MemoizerView> view() {
        return Optional.of(view);
    }
}
