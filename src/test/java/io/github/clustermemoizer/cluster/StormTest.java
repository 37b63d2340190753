package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hundred clients storm a server with requests that must be refused, and the cluster works on. What that
 * costs its readers beside a servlet that answers 403 and does nothing else, in turns on one
 * server, is printed; {@code -Dstorm.slices=60 -Dstorm.millis=1500} is long enough to believe it.
 */
@Timeout(900)
class StormTest {
    private static final int SLICES = Integer.getInteger("storm.slices", 2);
    private static final Duration SLICE = Duration.ofMillis(Integer.getInteger("storm.millis", 600));

    @ParameterizedTest
    @EnumSource(TestServer.Container.class)
    void storm_ofRefusedRequests_theClusterWorksOn(TestServer.Container container) throws Exception {
        try (var rig = new StormRig(container, "127.0.0.40", "127.0.0.41")) {
            await(
                    "all is well at first",
                    () -> rig.delivered.get() > 0 && isHeard(rig.stormed.status()) && isHeard(rig.other.status()));
            String path = rig.stormed.config().path();
            rig.storm(path, SLICE); // warm up
            rig.storm(StormRig.BARE, SLICE);
            int delivered = rig.delivered.get();
            List<StormRig.Slice> calm = new ArrayList<>();
            List<StormRig.Slice> ours = new ArrayList<>();
            List<StormRig.Slice> bare = new ArrayList<>();
            for (int i = 0; i < SLICES; i++) {
                // By turns, so that neither always comes after a rest.
                for (int half = i; half < i + 2; half++) {
                    boolean isOurs = half % 2 == 0;
                    (isOurs ? ours : bare).add(rig.storm(isOurs ? path : StormRig.BARE, SLICE));
                    assertThat(List.of(rig.stormed.status(), rig.other.status()))
                            .allMatch(StormTest::isHeard);
                }
                calm.add(rig.storm("", SLICE));
            }
            print(container, calm, bare, ours);
            System.out.printf("  %d flushes delivered meanwhile%n", rig.delivered.get() - delivered);

            assertThat(ours).allSatisfy(slice -> {
                assertThat(slice.refusals()).isPositive();
                assertThat(slice.others()).as("answers that refuse nothing").isZero();
            });
            assertThat(rig.delivered.get()).isGreaterThan(delivered);
            assertThat(rig.staleReads).hasValue(0);
            assertThat(rig.lapsed).hasValue(0);
            assertThat(rig.memoizer.stats().hitsBeyondBound()).isZero();
        }
    }

    // The bound in force says nothing: it is so for a while after every first meeting.
    private static boolean isHeard(ClusterStatus status) {
        return status.peers().stream()
                .allMatch(peer -> peer.state() == PeerStatus.State.SELF || peer.state() == PeerStatus.State.HEARD);
    }

    private static void print(
            TestServer.Container container,
            List<StormRig.Slice> calm,
            List<StormRig.Slice> bare,
            List<StormRig.Slice> ours) {
        System.out.printf("storm of %d clients on %s, %d slices of each%n", StormRig.CLIENTS, container, ours.size());
        print("readers, million reads/s, calm", calm, slice -> slice.reads() / 1e6);
        print("                          bare", bare, slice -> slice.reads() / 1e6);
        print("                          ours", ours, slice -> slice.reads() / 1e6);
        print("refusals/s, bare", bare, StormRig.Slice::refusals);
        print("            ours", ours, StormRig.Slice::refusals);
        printRatio("readers, ours beside bare", ours, bare, StormRig.Slice::reads);
        printRatio("refusals, ours beside bare", ours, bare, StormRig.Slice::refusals);
    }

    private static void print(String what, List<StormRig.Slice> slices, ToDoubleFunction<StormRig.Slice> figure) {
        print(what, slices.stream().mapToDouble(figure).toArray());
    }

    /** Each slice beside the next of the other kind, since a machine that others use is not the same for long. */
    private static void printRatio(
            String what,
            List<StormRig.Slice> ours,
            List<StormRig.Slice> bare,
            ToDoubleFunction<StormRig.Slice> figure) {
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(bare.get(i));
        }
        print(what, ratios);
    }

    private static void print(String what, double[] figures) {
        Arrays.sort(figures);
        System.out.printf(
                "  %-32s median %10.3f, quartiles %10.3f and %10.3f%n",
                what, figures[figures.length / 2], figures[figures.length / 4], figures[figures.length * 3 / 4]);
    }
}
