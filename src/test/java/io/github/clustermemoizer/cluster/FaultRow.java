package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.cluster.FaultLedger.Count;
import io.github.clustermemoizer.cluster.FaultLedger.Order;
import java.time.Duration;

/**
 * One row of the table of failures.
 *
 * @param failure what fails
 * @param lapses whether some delivery must end without an acknowledgement
 * @param script lets it fail
 */
record FaultRow(String failure, boolean lapses, Script script) {
    /** Begins and ends on a site where everything works, and returns what it did. */
    @FunctionalInterface
    interface Script {
        String happen(FaultSite site) throws Exception;
    }

    /**
     * What the readers saw.
     *
     * @param beyondBoundAwake how long after it had been stopped a server gave answers beyond the bound
     * @param beyondBound answers that were older than the bound
     * @param settledContradicted answers that were older than a delivery which was settled before the question
     * @param ownFlushMissed answers that were older than a flush on the same server
     * @param failures what else went wrong
     */
    record Outcome(
            FaultRow row,
            String happened,
            Duration longestStaleness,
            Duration longestSettling,
            Duration beyondBoundAwake,
            long reads,
            long loads,
            long acknowledged,
            long lapsed,
            long beyondBound,
            long settledContradicted,
            long ownFlushMissed,
            long failures) {

        boolean isClean() {
            return beyondBound + settledContradicted + ownFlushMissed + failures == 0;
        }

        @Override
        public String toString() {
            String seen = "%s | %s | %d ms | %d ms"
                    .formatted(row.failure, happened, longestStaleness.toMillis(), FaultSite.BOUND.toMillis());
            String done = " (%,d reads, %,d loads; %d deliveries acknowledged, %d lapsed, the slowest in %d ms)"
                    .formatted(reads, loads, acknowledged, lapsed, longestSettling.toMillis());
            String wrong =
                    " %d BEYOND THE BOUND (until %d ms after waking), %d AGAINST A SETTLED DELIVERY, %d AGAINST THE OWN FLUSH, %d FAILURES"
                            .formatted(
                                    beyondBound,
                                    beyondBoundAwake.toMillis(),
                                    settledContradicted,
                                    ownFlushMissed,
                                    failures);
            return seen + done + (isClean() ? "" : wrong);
        }
    }

    @Override
    public String toString() {
        return failure;
    }

    /** @param number of this row on its site, from 1 */
    Outcome measure(FaultSite site, int number) throws Exception {
        FaultLedger ledger = site.ledger;
        ledger.order(Order.ROW, number);
        String happened = script.happen(site);
        site.mend();
        site.awaitCalm();
        site.audit();
        ledger.order(Order.ROW, 0);
        return new Outcome(
                this,
                happened,
                Duration.ofNanos(ledger.longest(number, Count.LONGEST_STALENESS)),
                Duration.ofNanos(ledger.longest(number, Count.LONGEST_SETTLING)),
                Duration.ofNanos(ledger.longest(number, Count.BEYOND_BOUND_AWAKE)),
                ledger.sum(number, Count.READS),
                ledger.sum(number, Count.LOADS),
                ledger.sum(number, Count.ACKNOWLEDGED),
                ledger.sum(number, Count.LAPSED),
                ledger.sum(number, Count.BEYOND_BOUND),
                ledger.sum(number, Count.SETTLED_CONTRADICTED),
                ledger.sum(number, Count.OWN_FLUSH_MISSED),
                ledger.sum(number, Count.FAILURES));
    }
}
