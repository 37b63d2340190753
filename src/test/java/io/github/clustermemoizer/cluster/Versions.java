package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.PeerOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntToLongFunction;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * The database of a soak, one number for each row, and the judge of every read. All servers are in one
 * JVM and share its clock, so staleness is measured and not estimated.
 */
final class Versions {
    /** How a server keeps the bound, which decides how exactly it is held to it. */
    enum Strictness {
        STRICT,
        BY_TICKER
    }

    /** What the judge knows of one life of one server. */
    final class Site {
        final Strictness strictness;
        /** The bound of a flush counts from here at the earliest: this server may not have met all the others yet. */
        final long promisedFrom;

        final AtomicLong unsettled = new AtomicLong();
        private final AtomicLongArray flushedHere = new AtomicLongArray(rows);

        Site(Strictness strictness, Duration absence) {
            this.strictness = strictness;
            this.promisedFrom = System.nanoTime() + absence.toNanos();
        }
    }

    /** What one kind of server has shown. */
    static final class Tally {
        final LongAdder reads = new LongAdder();
        final LongAdder staleReads = new LongAdder();
        final AtomicLong longestStaleness = new AtomicLong();
        /** Past the moment from which the value may not be served, slack not counted; negative is early enough. */
        final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
    }

    private static final int REMEMBERED = 256;
    private static final int MOST_VIOLATIONS = 20;

    final int rows;
    final LongAdder writes = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder lapsed = new LongAdder();
    /** Past the moment by which a delivery has to be settled. */
    final AtomicLong latestSettlement = new AtomicLong(Long.MIN_VALUE);

    volatile String latestSettled = "";

    final Tally strict = new Tally();
    final Tally byTicker = new Tally();
    private final long bound;
    private final long tickerSlack;
    private final Object[] locks;
    private final AtomicLongArray current;
    private final AtomicLongArray flushed;
    private final AtomicLongArray flushTimes;
    private final AtomicLongArray deadlines;
    private final AtomicLongArray settled;
    private final AtomicLongArray toldToAll;
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param bound after which a server may not serve an old value, with the margin for clock rates, in ns
     * @param tickerSlack by how much a server that does not look at the clock on each hit may exceed it, in ns
     */
    Versions(int rows, long bound, long tickerSlack) {
        this.rows = rows;
        this.bound = bound;
        this.tickerSlack = tickerSlack;
        locks = new Object[rows];
        Arrays.setAll(locks, row -> new Object());
        current = new AtomicLongArray(rows);
        flushed = new AtomicLongArray(rows);
        flushTimes = new AtomicLongArray(rows * REMEMBERED);
        deadlines = new AtomicLongArray(rows * REMEMBERED);
        settled = new AtomicLongArray(rows);
        toldToAll = new AtomicLongArray(rows);
    }

    long load(int row) {
        return current.get(row);
    }

    List<String> violations() {
        synchronized (violations) {
            return List.copyOf(violations);
        }
    }

    Tally tally(Strictness strictness) {
        return strictness == Strictness.STRICT ? strict : byTicker;
    }

    /**
     * Gives the row its next version and has it flushed.
     *
     * @param flush flushes the row, or seeds it with the version it is given
     */
    void write(int row, Site site, LongFunction<Delivery> flush) {
        Delivery delivery;
        long version;
        synchronized (locks[row]) {
            version = current.incrementAndGet(row);
            delivery = flush.apply(version);
            long now = System.nanoTime();
            flushTimes.set(slot(row, version), now);
            deadlines.set(slot(row, version), Math.max(now, site.promisedFrom) + bound);
            flushed.set(row, version);
            site.flushedHere.set(row, version);
        }
        writes.increment();
        site.unsettled.incrementAndGet();
        var unused = delivery.settled().thenAccept(done -> settled(row, version, site, done));
    }

    private void settled(int row, long version, Site site, Delivery delivery) {
        boolean told = delivery.outcomes().values().stream().allMatch(o -> o == PeerOutcome.ACKNOWLEDGED);
        settled.accumulateAndGet(row, version, Math::max);
        if (told) {
            toldToAll.accumulateAndGet(row, version, Math::max);
        }
        long late = System.nanoTime() - deadlines.get(slot(row, version));
        if (late > latestSettlement.getAndAccumulate(late, Math::max)) {
            latestSettled = delivery.outcomes().values().stream()
                    .collect(Collectors.groupingBy(outcome -> outcome, TreeMap::new, Collectors.counting()))
                    .toString();
        }
        (told ? acknowledged : lapsed).increment();
        site.unsettled.decrementAndGet();
    }

    /** Reads the row once, and judges what comes back. */
    void read(int row, Site site, IntToLongFunction read) {
        Strictness strictness = site.strictness;
        long here = site.flushedHere.get(row);
        // By the ticker, a delivery that lapsed is kept to the slack only, as the bound below is.
        long everywhere = (strictness == Strictness.STRICT ? settled : toldToAll).get(row);
        long start = System.nanoTime();
        long version = read.applyAsLong(row);
        judge(row, strictness, start, version);
        if (version < here) {
            violation(row + " read as " + version + " where " + here + " was flushed before");
        }
        if (version < everywhere) {
            violation(row + " read as " + version + " after " + everywhere + " was settled, by " + strictness);
        }
    }

    private void judge(int row, Strictness strictness, long start, long version) {
        Tally tally = tally(strictness);
        tally.reads.increment();
        long newest = flushed.get(row);
        if (version >= newest) {
            return;
        }
        long first = Math.max(version + 1, newest - REMEMBERED + 1);
        long staleness = start - flushTimes.get(slot(row, first));
        if (staleness <= 0) {
            return;
        }
        long deadline = Long.MAX_VALUE;
        for (long later = first; later <= newest; later++) {
            deadline = Math.min(deadline, deadlines.get(slot(row, later)));
        }
        tally.staleReads.increment();
        tally.longestStaleness.accumulateAndGet(staleness, Math::max);
        tally.latest.accumulateAndGet(start - deadline, Math::max);
        if (start - deadline > (strictness == Strictness.STRICT ? 0 : tickerSlack)) {
            violation(row + " read as " + version + " where " + (version + 1) + " was flushed " + staleness / 1_000_000
                    + " ms before, by " + strictness);
        }
    }

    private void violation(String text) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add("row " + text);
        }
    }

    private static int slot(int row, long version) {
        return row * REMEMBERED + (int) (version % REMEMBERED);
    }
}
