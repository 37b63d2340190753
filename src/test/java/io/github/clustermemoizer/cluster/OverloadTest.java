package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.PeerOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All threads of a server are busy for two bounds, so that it hears no peer and answers none. What that does
 * to its database, by policy, is printed side by side.
 */
@Timeout(120)
class OverloadTest {
    private static final Duration BUSY = OverloadRig.BOUND.multipliedBy(2);
    private static final Duration WINDOW = Duration.ofMillis(100);
    /** Of all entries, in any window. Evenly spread it is a fifteenth, where nothing holds the reader up; not spread, it is all. */
    private static final double LARGEST_SHARE = 0.33;
    /** Where so many threads spin on two cores a heartbeat may be late once; what falls due then is the first of the spread. */
    private static final int A_MOMENT_OF_STARVATION = OverloadRig.ENTRIES / 50;
    /** With everything due within half a bound, as fast as it can ever get. */
    private static final double MOST_LOADS_PER_SECOND = OverloadRig.ENTRIES / (OverloadRig.BOUND.toMillis() / 2000.0);

    private enum Policy {
        SHORTEN,
        SERVE,
        OWN_CONNECTOR
    }

    /** What one server has gone through. */
    private record Row(
            Policy policy,
            TestServer.Container container,
            int loads,
            double loadsPerSecond,
            double largestShare,
            long hitsBeyondBound,
            long stalenessMillis,
            PeerOutcome outcome,
            int loadsAfter) {}

    @Test
    void overload_longerThanTheBound_doesNotDriveTheServerDeeper() throws Exception {
        List<CompletableFuture<Row>> running = new ArrayList<>();
        ExecutorService executor = Executors.newCachedThreadPool();
        for (TestServer.Container container : TestServer.Container.values()) {
            for (Policy policy : Policy.values()) {
                int number = 2 + 2 * running.size();
                running.add(CompletableFuture.supplyAsync(() -> run(container, policy, number), executor));
            }
        }
        executor.shutdown();
        List<Row> rows = running.stream().map(CompletableFuture::join).toList();
        print(rows);

        assertThat(rows).allSatisfy(row -> {
            assertThat(row.loadsAfter).as("loads after the release").isLessThan(A_MOMENT_OF_STARVATION);
            switch (row.policy) {
                case SHORTEN -> {
                    assertThat(row.loads).isGreaterThan(OverloadRig.ENTRIES);
                    assertThat(row.loadsPerSecond).isLessThanOrEqualTo(MOST_LOADS_PER_SECOND);
                    assertThat(row.largestShare).isLessThan(LARGEST_SHARE);
                    assertThat(row.hitsBeyondBound).isZero();
                    assertThat(row.stalenessMillis).isLessThan(OverloadRig.BOUND.toMillis() + 500);
                    assertThat(row.outcome).isEqualTo(PeerOutcome.LAPSED);
                }
                case SERVE -> {
                    assertThat(row.loads).isZero();
                    assertThat(row.hitsBeyondBound).isPositive();
                    assertThat(row.stalenessMillis).isGreaterThan(OverloadRig.BOUND.toMillis());
                }
                case OWN_CONNECTOR -> {
                    assertThat(row.loads).as("only the row that changed").isEqualTo(1);
                    assertThat(row.hitsBeyondBound).isZero();
                    assertThat(row.stalenessMillis).isLessThan(1000);
                    assertThat(row.outcome).isEqualTo(PeerOutcome.ACKNOWLEDGED);
                }
            }
        });
    }

    private static Row run(TestServer.Container container, Policy policy, int number) {
        WhenIsolated whenIsolated = policy == Policy.SERVE ? WhenIsolated.SERVE : WhenIsolated.SHORTEN;
        try (var rig = new OverloadRig(
                container,
                "127.0.0." + number,
                "127.0.0." + (number + 1),
                whenIsolated,
                policy == Policy.OWN_CONNECTOR)) {
            await("all is well at first", () -> rig.readers.rounds() > 2 && isWell(rig));
            // What was loaded before all had met may be swept out once, a bound later.
            pause(OverloadRig.BOUND.plusMillis(500));

            int before = rig.readers.loads().length;
            long start = System.nanoTime();
            rig.overload();
            Delivery delivery = rig.change();
            pause(BUSY.minusNanos(System.nanoTime() - start));
            long[] all = rig.readers.loads();
            long[] loads = Arrays.copyOfRange(all, before, all.length);
            PeerOutcome outcome = delivery.outcomes().values().iterator().next();

            rig.release();
            await("all is well again", () -> isWell(rig));
            await(
                    "what is owed has arrived",
                    () -> rig.other.status().peers().stream().allMatch(p -> p.pending() == 0));
            long rounds = rig.readers.rounds();
            await("the readers have come round", () -> rig.readers.rounds() > rounds + 2);
            int settled = rig.readers.loads().length;
            pause(OverloadRig.BOUND.plusMillis(500));
            int loadsAfter = rig.readers.loads().length - settled;

            return new Row(
                    policy,
                    container,
                    loads.length,
                    loads.length / (BUSY.toMillis() / 1000.0),
                    mostWithinAWindow(loads) / (double) OverloadRig.ENTRIES,
                    rig.memoizer.stats().hitsBeyondBound(),
                    rig.readers.longestStaleness / 1_000_000,
                    outcome,
                    loadsAfter);
        }
    }

    private static boolean isWell(OverloadRig rig) {
        return isWell(rig.broadcaster) && isWell(rig.other);
    }

    private static boolean isWell(ClusterBroadcaster broadcaster) {
        ClusterStatus status = broadcaster.status();
        return status.boundInForce().isEmpty()
                && status.peers().stream()
                        .allMatch(peer ->
                                peer.state() == PeerStatus.State.SELF || peer.state() == PeerStatus.State.HEARD);
    }

    private static int mostWithinAWindow(long[] times) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.length; last++) {
            while (times[last] - times[first] > WINDOW.toNanos()) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static void print(List<Row> rows) {
        System.out.printf(
                "overload of %d s, bound %d ms, %d entries%n  policy        container   loads   per s"
                        + "  most in 100 ms  hits beyond  staleness ms  delivery      loads after%n",
                BUSY.toSeconds(), OverloadRig.BOUND.toMillis(), OverloadRig.ENTRIES);
        for (Row row : rows) {
            System.out.printf(
                    "  %-13s %-9s %7d %7.0f %14.1f%% %12d %13d  %-12s %12d%n",
                    row.policy,
                    row.container,
                    row.loads,
                    row.loadsPerSecond,
                    100 * row.largestShare,
                    row.hitsBeyondBound,
                    row.stalenessMillis,
                    row.outcome,
                    row.loadsAfter);
        }
    }

    private static void pause(Duration duration) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration.toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
