package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import io.github.clustermemoizer.cluster.FaultLedger.Count;
import io.github.clustermemoizer.cluster.FaultLedger.Order;
import java.sql.SQLException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Writes the statements of its server: commits, flushes, and enters into the ledger what became of the delivery. */
final class FaultWriter implements Runnable {
    private static final long IDLE_NANOS = 5_000_000;

    private final FaultServer.Place place;
    private final FaultLedger ledger;
    private final FaultStore store;
    private final Memoizer memoizer;
    private final Queue<String> orders = new ConcurrentLinkedQueue<>();
    private final SplittableRandom random = new SplittableRandom();
    private volatile boolean stopped;

    FaultWriter(FaultServer.Place place, FaultLedger ledger, FaultStore store, Memoizer memoizer) {
        this.place = place;
        this.ledger = ledger;
        this.store = store;
        this.memoizer = memoizer;
    }

    /** {@code crash}, {@code flood n}. */
    void obey(String order) {
        orders.add(order);
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            String order = orders.poll();
            long rate = ledger.order(Order.WRITES_PER_SECOND);
            try {
                if (order != null) {
                    carryOut(order);
                } else if (rate > 0) {
                    write(own(random.nextInt(FaultLedger.STATEMENTS)));
                }
            } catch (SQLException | RuntimeException e) {
                ledger.add(ledger.row(), place.server(), Count.FAILURES, 1);
                e.printStackTrace();
            }
            LockSupport.parkNanos(rate > 0 ? 1_000_000_000 / rate : IDLE_NANOS);
        }
    }

    /** A statement of this server near {@code statement}. */
    private int own(int statement) {
        int own = statement - statement % place.servers() + place.server();
        return own < FaultLedger.STATEMENTS ? own : place.server();
    }

    private void carryOut(String order) throws SQLException {
        if (order.equals("crash")) {
            for (int id = place.server(); id < FaultLedger.STATEMENTS; id += place.servers()) {
                store.increment(id);
            }
            Runtime.getRuntime().halt(1);
        }
        int items = Integer.parseInt(order.substring("flood ".length()));
        // Not statements, of which a thousand go together.
        String tag = "nowhere-".repeat(8);
        for (int i = 0; i < items; i++) {
            memoizer.flush(Flush.tag(tag + i));
        }
    }

    private void write(int statement) throws SQLException {
        int row = ledger.row();
        long start = System.nanoTime();
        long version = store.increment(statement);
        Delivery delivery = memoizer.flush(store.statement(statement));
        long flushed = System.nanoTime();
        ledger.flushed(statement, version, flushed);
        var unused = delivery.settled().thenAccept(settled -> {
            ledger.settle(statement, version);
            boolean reached = settled.outcomes().values().stream().allMatch(PeerOutcome.ACKNOWLEDGED::equals);
            ledger.add(row, place.server(), reached ? Count.ACKNOWLEDGED : Count.LAPSED, 1);
            ledger.raise(row, place.server(), Count.LONGEST_SETTLING, System.nanoTime() - flushed);
            if (reached) {
                ledger.raise(0, place.server(), Count.ALL_REACHED, start);
            }
        });
    }
}
