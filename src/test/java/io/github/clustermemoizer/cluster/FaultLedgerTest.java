package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.cluster.FaultLedger.Count;
import io.github.clustermemoizer.cluster.FaultLedger.Order;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of {@link FaultsTest}. */
class FaultLedgerTest {
    @TempDir
    private Path directory;

    private FaultLedger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = new FaultLedger(directory.resolve("ledger"));
    }

    @Test
    void staleness_newestVersion_isZero() {
        ledger.flushed(7, 2, 100);

        assertThat(ledger.staleness(7, 2, 500)).isZero();
        assertThat(ledger.staleness(8, 1, 500)).as("another statement").isZero();
    }

    @Test
    void staleness_olderVersion_countsFromTheFirstFlushThatTheReaderMissed() {
        ledger.flushed(7, 2, 100);
        ledger.flushed(7, 3, 300);

        assertThat(ledger.staleness(7, 1, 500)).isEqualTo(400);
        assertThat(ledger.staleness(7, 2, 500)).isEqualTo(200);
        assertThat(ledger.staleness(7, 1, 50)).as("asked before the flush").isZero();
    }

    @Test
    void staleness_flushNotEntered_isSkipped() {
        ledger.flushed(7, 3, 300);

        assertThat(ledger.staleness(7, 1, 500)).isEqualTo(200);
    }

    @Test
    void ledger_openedTwice_isOne() throws IOException {
        var other = new FaultLedger(directory.resolve("ledger"));
        other.order(Order.ROW, 3);
        other.flushed(63, FaultLedger.VERSIONS - 1, 100);
        other.settle(63, 2);
        other.add(31, 3, Count.READS, 5);
        other.raise(31, 0, Count.READS, 2);

        assertThat(ledger.row()).isEqualTo(3);
        assertThat(ledger.latest(63)).isEqualTo(FaultLedger.VERSIONS - 1);
        assertThat(ledger.settled(63)).isEqualTo(2);
        assertThat(ledger.sum(31, Count.READS)).isEqualTo(7);
        assertThat(ledger.longest(31, Count.READS)).isEqualTo(5);
    }

    @Test
    void settle_olderVersion_changesNothing() {
        ledger.settle(7, 5);
        ledger.settle(7, 4);

        assertThat(ledger.settled(7)).isEqualTo(5);
    }
}
