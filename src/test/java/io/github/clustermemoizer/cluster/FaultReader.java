package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.FaultLedger.Count;
import io.github.clustermemoizer.cluster.FaultLedger.Order;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Reads statements at random, some of them rarely, and holds every answer against the ledger. */
final class FaultReader implements Runnable {
    private static final long PAUSE_NANOS = 1_500_000;
    private static final long SURELY_STOPPED_NANOS = 2_000_000_000;

    /** The last ones are read about once in 12 s by each server, so that old values can hide there. */
    private static final int COMMON = FaultLedger.STATEMENTS * 3 / 4;

    private static final double RARE = 0.001;

    private final FaultServer.Place place;
    private final FaultLedger ledger;
    private final FaultStore store;
    private final Memoizer memoizer;
    private final boolean auditor;
    private final SplittableRandom random = new SplittableRandom();
    private long woken; // zero if the process was never stopped

    /** @param auditor reads all statements, too, when the test asks for that */
    FaultReader(FaultServer.Place place, FaultLedger ledger, FaultStore store, Memoizer memoizer, boolean auditor) {
        this.place = place;
        this.ledger = ledger;
        this.store = store;
        this.memoizer = memoizer;
        this.auditor = auditor;
    }

    @Override
    public void run() {
        long audits = ledger.order(Order.AUDIT);
        long last = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            if (now - last > SURELY_STOPPED_NANOS) {
                woken = now;
            }
            last = now;
            read(any());
            if (auditor && ledger.order(Order.AUDIT) > audits) {
                audits = ledger.order(Order.AUDIT);
                for (int statement = 0; statement < FaultLedger.STATEMENTS; statement++) {
                    read(statement);
                }
                ledger.raise(0, place.server(), Count.AUDITED, audits);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private int any() {
        return random.nextDouble() < RARE
                ? random.nextInt(COMMON, FaultLedger.STATEMENTS)
                : (int) (COMMON * Math.pow(random.nextDouble(), 2));
    }

    private void read(int statement) {
        int row = ledger.row();
        long settled = ledger.settled(statement);
        long start = System.nanoTime();
        try {
            long version = memoizer.memoize(store.statement(statement), () -> load(row, statement));
            check(row, statement, version, settled, start);
        } catch (SQLException | RuntimeException e) {
            complain(row, Count.FAILURES, statement, "could not be read: " + e);
        }
    }

    private void check(int row, int statement, long version, long settled, long start) {
        long staleness = ledger.staleness(statement, version, start);
        ledger.add(row, place.server(), Count.READS, 1);
        ledger.raise(row, place.server(), Count.LONGEST_STALENESS, staleness);
        if (staleness > FaultSite.BOUND.toNanos()) {
            ledger.raise(row, place.server(), Count.BEYOND_BOUND_AWAKE, woken == 0 ? 0 : start - woken);
            complain(row, Count.BEYOND_BOUND, statement, stale(version, staleness));
        }
        boolean pastGrace = staleness > ledger.order(Order.GRACE);
        if (pastGrace && version < settled) {
            complain(row, Count.SETTLED_CONTRADICTED, statement, stale(version, staleness) + ", settled is " + settled);
        }
        if (pastGrace && statement % place.servers() == place.server()) {
            complain(row, Count.OWN_FLUSH_MISSED, statement, stale(version, staleness));
        }
    }

    private static String stale(long version, long staleness) {
        return "had version " + version + ", stale for " + staleness / 1_000_000 + " ms";
    }

    private long load(int row, int statement) throws SQLException {
        ledger.add(row, place.server(), Count.LOADS, 1);
        long lag = place.replicaLag().toNanos();
        long version = lag == 0 ? store.version(statement) : store.version(statement, lag);
        long end = System.nanoTime() + ledger.order(Order.LOAD_MILLIS) * 1_000_000;
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return version;
    }

    private void complain(int row, Count count, int statement, String what) {
        long before = ledger.count(row, place.server(), count);
        ledger.add(row, place.server(), count, 1);
        if (before < 3) {
            System.err.println(count + " in row " + row + ": statement " + statement + " " + what);
        }
    }
}
