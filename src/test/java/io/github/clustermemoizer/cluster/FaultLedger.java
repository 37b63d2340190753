package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What all processes of one site know together, in a file that each of them maps and that outlives every
 * one: when each version was flushed, which version is settled, and what the readers saw.
 *
 * <p>Times are those of {@link System#nanoTime()}, which all processes of one machine read from one clock.
 */
final class FaultLedger {
    /** Each has one server that writes it, by number. */
    static final int STATEMENTS = 64;

    static final int SERVERS = 4;
    static final int VERSIONS = 4_000;
    static final int ROWS = 32;

    /** What the test asks of all servers. */
    enum Order {
        ROW(0),
        WRITES_PER_SECOND(1),
        LOAD_MILLIS(2),
        AUDIT(3),
        /** How long after a flush a fresh load may still find the old version, in nanoseconds. */
        GRACE(4);

        private final int cell;

        Order(int cell) {
            this.cell = cell;
        }
    }

    /** What one server counted in one row of the table. */
    enum Count {
        READS(0),
        LOADS(1),
        LONGEST_STALENESS(2),
        BEYOND_BOUND(3),
        /** How long after the process had been stopped that still happened. */
        BEYOND_BOUND_AWAKE(4),
        SETTLED_CONTRADICTED(5),
        OWN_FLUSH_MISSED(6),
        FAILURES(7),
        ACKNOWLEDGED(8),
        LAPSED(9),
        LONGEST_SETTLING(10),
        /** Start of the newest write that all peers have acknowledged. */
        ALL_REACHED(11),
        AUDITED(12);

        private final int cell;

        Count(int cell) {
            this.cell = cell;
        }
    }

    private static final int COUNTS = 16;
    private static final int FIRST_COUNT = 16;
    private static final int FIRST_SETTLED = FIRST_COUNT + ROWS * SERVERS * COUNTS;
    private static final int FIRST_LATEST = FIRST_SETTLED + STATEMENTS;
    private static final int FIRST_FLUSH = FIRST_LATEST + STATEMENTS;
    private static final int CELLS = FIRST_FLUSH + STATEMENTS * VERSIONS;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer cells;

    FaultLedger(Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            cells = channel.map(FileChannel.MapMode.READ_WRITE, 0, CELLS * 8L).order(ByteOrder.nativeOrder());
        }
    }

    long order(Order order) {
        return get(order.cell);
    }

    void order(Order order, long value) {
        LONGS.setVolatile(cells, order.cell * 8, value);
    }

    /** The row that is being measured; 0 between two of them. */
    int row() {
        return (int) order(Order.ROW);
    }

    long count(int row, int server, Count count) {
        return get(cell(row, server, count));
    }

    void add(int row, int server, Count count, long value) {
        var unused = (long) LONGS.getAndAdd(cells, cell(row, server, count) * 8, value);
    }

    void raise(int row, int server, Count count, long value) {
        raise(cell(row, server, count), value);
    }

    long sum(int row, Count count) {
        long sum = 0;
        for (int server = 0; server < SERVERS; server++) {
            sum += count(row, server, count);
        }
        return sum;
    }

    long longest(int row, Count count) {
        long longest = 0;
        for (int server = 0; server < SERVERS; server++) {
            longest = Math.max(longest, count(row, server, count));
        }
        return longest;
    }

    /** The newest version that no server may contradict any more. */
    long settled(int statement) {
        return get(FIRST_SETTLED + statement);
    }

    void settle(int statement, long version) {
        raise(FIRST_SETTLED + statement, version);
    }

    /** The newest version of which it is known when it was flushed. */
    long latest(int statement) {
        return get(FIRST_LATEST + statement);
    }

    void flushed(int statement, long version, long at) {
        LONGS.setVolatile(cells, flush(statement, version) * 8, at);
        raise(FIRST_LATEST + statement, version);
    }

    /** Zero if that is not known. */
    long flushedAt(int statement, long version) {
        return get(flush(statement, version));
    }

    /** How long before {@code at} the first newer version was flushed; 0 if none was. */
    long staleness(int statement, long version, long at) {
        for (long newer = version + 1; newer <= latest(statement); newer++) {
            long flushed = flushedAt(statement, newer);
            if (flushed != 0) {
                return Math.max(0, at - flushed);
            }
        }
        return 0;
    }

    private static int cell(int row, int server, Count count) {
        return FIRST_COUNT + (row * SERVERS + server) * COUNTS + count.cell;
    }

    private static int flush(int statement, long version) {
        if (version < 0 || version >= VERSIONS) {
            throw new IllegalArgumentException("version must be 0 to " + (VERSIONS - 1) + ": " + version);
        }
        return FIRST_FLUSH + statement * VERSIONS + (int) version;
    }

    private long get(int cell) {
        return (long) LONGS.getVolatile(cells, cell * 8);
    }

    private void raise(int cell, long value) {
        long old = get(cell);
        while (old < value) {
            long witness = (long) LONGS.compareAndExchange(cells, cell * 8, old, value);
            if (witness == old) {
                return;
            }
            old = witness;
        }
    }
}
