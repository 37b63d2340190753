package io.github.clustermemoizer;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers when what was flushed, so that a load which began before is not kept. Constant memory;
 * safe from any thread. Who asks takes no lock, and neither does the flush of one statement.
 *
 * <p>Times are nanoseconds of this clock alone, and positive. A flush is given a time that no
 * earlier {@link #asOf()} has passed, and a load a time that every earlier flush has not reached;
 * where the ticker stands still the two are told apart by counting on. So "the flush is not older
 * than the load" is {@code flush >= asOf}, also within one tick.
 */
class FlushClock {
    /** Far from both ends: a lag can be taken off and an age added without overflow. */
    private static final long ORIGIN = Long.MAX_VALUE / 4;

    private final LongSupplier ticker;
    private final long start;
    private final AtomicLong newest = new AtomicLong();
    private final FlushTimes statements = new FlushTimes();
    private final FlushTimes digests = new FlushTimes(); // written under the monitor of this
    private final FlushTimes tags = new FlushTimes(); // written under the monitor of this
    private volatile long newestByDigest; // written under the monitor of this
    private volatile long newestByTag; // written under the monitor of this
    private volatile RecentFlushes wide = RecentFlushes.NONE; // written under the monitor of this
    private volatile long loadsKeptSince; // written under the monitor of this

    FlushClock(LongSupplier ticker) {
        this.ticker = ticker;
        this.start = ticker.getAsLong();
    }

    long now() {
        return at(reading());
    }

    long reading() {
        return ticker.getAsLong();
    }

    /** Returns the time of this clock at a {@link #reading()}. */
    long at(long reading) {
        return reading - start + ORIGIN;
    }

    /** The time of a load that begins now: later than every flush so far. */
    long asOf() {
        return Math.max(now(), newest.get() + 1);
    }

    /** Writes a flush down and returns its time. What it drops must be removed after this call, not before. */
    long flush(Flush flush) {
        return switch (flush.kind()) {
            case STATEMENT -> flush(flush.text().hashCode(), tick());
            case DIGEST, TAG_DIGEST -> flushByDigest(Digest.mark(flush));
            case TAG -> flushByTag(flush.text());
            case PREFIX, MATCHING, EVERYTHING -> widen(flush);
        };
    }

    /** As {@link #flush(Flush)}, for all statements of these hashes. */
    long flush(int[] hashes) {
        long time = tick();
        for (int hash : hashes) {
            time = flush(hash, time);
        }
        return time;
    }

    private long flush(int hash, long time) {
        // A time below one that is there would hide this flush from a seed that wrote the other.
        while (statements.raise(hash, time) > time) {
            time = tick();
        }
        return time;
    }

    /**
     * Writes down the flush of a statement that is about to be stored anew, and returns the time that the
     * new value may stand for; or 0 if another flush came after {@code asOf}, so that it must not be stored.
     *
     * <p>A wide flush, or one by tag or digest, lies wholly before this, and is seen, or wholly after, and has a later
     * time. A flush of the statement that began before this and has not written yet finds its time too early, and takes
     * a later one.
     */
    synchronized long flushForSeed(String statement, Set<String> tags, long[] marks, long asOf) {
        long time = tick();
        // Look and write in one step, or the write would hide what comes in between.
        long before = statements.raise(statement.hashCode(), time);
        return before >= asOf || flushedOtherwise(statement, tags, marks, asOf) ? 0 : time + 1;
    }

    /**
     * Writes down the flushes of a commit, and then its seeds; returns for each seed what {@link #flushForSeed} does. The
     * flushes of the commit do not count against its own seeds, and all others do.
     *
     * <p>So the seeds are judged first, and in one step with the writing:
     *
     * <ol>
     *   <li>A seed is judged, and stands.
     *   <li>A peer flushes everything.
     *   <li>The commit flushes a prefix, and takes the time of its seed after that: the flush of the peer is older, and
     *       would be passed by.
     * </ol>
     */
    synchronized long[] flushForCommit(List<Flush> flushes, List<FlushScope.Seed> seeds) {
        boolean[] flushed = new boolean[seeds.size()];
        for (int i = 0; i < flushed.length; i++) {
            FlushScope.Seed seed = seeds.get(i);
            flushed[i] =
                    flushedOtherwise(seed.statement(), seed.tags(), marks(seed.statement(), seed.tags()), seed.asOf());
        }
        flushes.forEach(this::flush);
        long[] times = new long[seeds.size()];
        for (int i = 0; i < times.length; i++) {
            FlushScope.Seed seed = seeds.get(i);
            long time = tick();
            long before = statements.raise(seed.statement().hashCode(), time);
            times[i] = flushed[i] || before >= seed.asOf() ? 0 : time + 1;
        }
        return times;
    }

    /** From now on everything counts as flushed, for ever: no load is kept any more. */
    synchronized void stop() {
        wide = RecentFlushes.ALL;
    }

    /** From now on no load is kept that began before {@code time}. */
    synchronized void forgetLoadsBefore(long time) {
        loadsKeptSince = Math.max(loadsKeptSince, time);
    }

    /** Tells whether a load has been flushed since it began. */
    boolean flushedSince(Load load) {
        return flushedSince(load.statement, load.tags, marks(load), load.began);
    }

    /** @param marks the marks of statement and tags; where there are none, any flush by digest counts */
    boolean flushedSince(String statement, Set<String> tags, long[] marks, long asOf) {
        return statements.isFlushedSince(statement.hashCode(), asOf) || flushedOtherwise(statement, tags, marks, asOf);
    }

    /** Returns the marks that a value needs: none before the first flush by digest. */
    long[] marks(Load load) {
        return newestByDigest == 0 ? Digest.NO_MARKS : load.marks();
    }

    /** As for a load. */
    long[] marks(String statement, Set<String> tags) {
        return newestByDigest == 0 ? Digest.NO_MARKS : Digest.marks(statement, tags);
    }

    private boolean flushedOtherwise(String statement, Set<String> tags, long[] marks, long asOf) {
        return asOf < loadsKeptSince
                || flushedByTag(tags, asOf)
                || flushedByDigest(marks, asOf)
                || wide.drop(statement, asOf);
    }

    private boolean flushedByTag(Set<String> names, long asOf) {
        if (newestByTag < asOf) {
            return false;
        }
        for (String name : names) {
            if (tags.isFlushedSince(name.hashCode(), asOf)) {
                return true;
            }
        }
        return false;
    }

    private boolean flushedByDigest(long[] marks, long asOf) {
        if (newestByDigest < asOf) {
            return false;
        }
        for (long mark : marks) {
            if (digests.isFlushedSince(Long.hashCode(mark), asOf)) {
                return true;
            }
        }
        return marks.length == 0;
    }

    private synchronized long flushByDigest(long mark) {
        long time = tick();
        digests.raise(Long.hashCode(mark), time);
        newestByDigest = time;
        return time;
    }

    private synchronized long flushByTag(String name) {
        long time = tick();
        tags.raise(name.hashCode(), time);
        newestByTag = time;
        return time;
    }

    private synchronized long widen(Flush flush) {
        long time = tick();
        wide = wide.with(flush, time);
        return time;
    }

    /** Returns a time for a flush, or a seed; later than all that were given out. */
    long tick() {
        long now = now();
        while (true) {
            long last = newest.get();
            long next = Math.max(now, last + 1);
            if (newest.compareAndSet(last, next)) {
                return next;
            }
        }
    }
}
