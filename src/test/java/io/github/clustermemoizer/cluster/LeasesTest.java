package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Law 2 over real HTTP, with a bound short enough to wait for. */
@Timeout(60)
class LeasesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SETTINGS = """
            server-cluster.peers = %peers%
            server-cluster.allowed-requesters = 127.0.0.*
            server-cluster.timeout = 5s
            server-cluster.heartbeat = 100ms
            server-cluster.staleness-bound = 3s
            """;

    private final Logs logs = new Logs();

    private static PeerStatus.State state(ClusterBroadcaster broadcaster, URI peer) {
        return broadcaster.status().peers().stream()
                .filter(status -> status.peer().equals(peer))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void healthyCluster_everybodyIsHeardAndKnowsItself() {
        try (var cluster = new TestCluster(3, SETTINGS)) {
            for (var node : cluster.nodes) {
                await(() -> node.broadcaster.status().peers().stream()
                        .allMatch(peer -> peer.state()
                                == (peer.peer().equals(node.uri()) ? PeerStatus.State.SELF : PeerStatus.State.HEARD)));
                await(() -> node.broadcaster.links().stream().allMatch(link -> link.isSelf() || link.isMet()));
                assertThat(node.broadcaster.status().boundInForce()).isEmpty();
            }
            PeerStatus other = cluster.node(0).broadcaster.status().peers().get(1);
            assertThat(other.instance())
                    .hasValue(cluster.node(1).broadcaster.status().instance());
            assertThat(other.lastHeard()).isLessThan(Duration.ofSeconds(3));
            assertThat(other.pending()).isZero();
            assertThat(other.roundTrip())
                    .hasValueSatisfying(time -> assertThat(time).isPositive());
        }
        assertThat(logs.lines("WARN")).isEmpty();
    }

    @Test
    void peerDies_deliverySettlesAtTheBoundAndItsValuesAreLoadedAnew() {
        try (var cluster = new TestCluster(2, SETTINGS)) {
            var www1 = cluster.node(0);
            var www2 = cluster.node(1);
            await(() -> www1.broadcaster.links().stream().allMatch(link -> link.isSelf() || link.isMet()));
            await(() -> state(www2.broadcaster, www1.uri()) == PeerStatus.State.HEARD);
            www2.server.close();

            long start = System.nanoTime();
            Delivery delivery = www1.memoizer.flush("select 1");
            assertThat(delivery.outcomes()).containsValue(PeerOutcome.PENDING);
            assertThat(delivery.await(SOON)).isTrue();

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000_000L);
            assertThat(delivery.outcomes()).isEqualTo(Map.of(www2.uri(), PeerOutcome.LAPSED));
        }
    }

    @Test
    void peerIsLost_operatorsAreToldOnceAndOnceWhenItIsBack() {
        try (var www1 = TestServer.open(TestServer.Container.JETTY, "127.0.0.1");
                var www2 = TestServer.open(TestServer.Container.TOMCAT, "127.0.0.2")) {
            var config = config(www1, www2).build();
            try (var first = new ClusterBroadcaster(config);
                    var memoizer = Memoizer.builder().broadcaster(first).build()) {
                www1.start(context -> FlushServlet.mount(context, first));
                memoizer.seed("kept", 1);
                await(() -> !logs.lines("WARN").isEmpty());

                assertThat(logs.lines("WARN"))
                        .hasSize(1)
                        .allMatch(line -> line.contains("peer " + www2.uri() + " has not been heard from for ")
                                && line.contains("values are now reloaded after 3000 ms"));
                assertThat(state(first, www2.uri())).isEqualTo(PeerStatus.State.LOST);
                assertThat(first.status().boundInForce()).hasValue(Duration.ofSeconds(3));
                await(() -> !memoizer.isCached("kept"));

                var second = new ClusterBroadcaster(config);
                www2.start(context -> FlushServlet.mount(context, second));
                await(() -> !logs.lines("is heard from again").isEmpty());
                assertThat(state(first, www2.uri())).isEqualTo(PeerStatus.State.HEARD);
                await(() -> first.status().boundInForce().isEmpty());
                second.close();
                await(() -> state(first, www2.uri()) == PeerStatus.State.LEFT);
                await(() -> !logs.lines("has said goodbye").isEmpty());
            }
        }
        assertThat(logs.lines("has said goodbye")).hasSize(1);
    }

    @Test
    void peerRestarts_afterGoodbye_costsNothing_withoutCostsWhatWasLoadedBefore() {
        try (var www1 = TestServer.open(TestServer.Container.JETTY, "127.0.0.1");
                var www2 = TestServer.open(TestServer.Container.TOMCAT, "127.0.0.2")) {
            var config = config(www1, www2).build();
            var first = new ClusterBroadcaster(config);
            var current = new AtomicReference<>(new ClusterBroadcaster(config)); // younger
            try (var memoizer = Memoizer.builder().broadcaster(first).build()) {
                www1.start(context -> FlushServlet.mount(context, first));
                www2.start(context -> TestServer.add(context, config.path(), new Switched(current)));
                await(() -> state(first, www2.uri()) == PeerStatus.State.HEARD);
                await(() -> first.links().get(1).isMet());
                // For all that www1 knows, www2 may have had a predecessor.
                await(() -> first.status().boundInForce().isPresent());
                await(() -> first.status().boundInForce().isEmpty());
                memoizer.seed("kept", 1);

                current.getAndSet(new ClusterBroadcaster(config)).close();
                String second = current.get().status().instance();
                await(() -> first.status().peers().get(1).instance().equals(Optional.of(second)));
                assertThat(memoizer.isCached("kept")).isTrue();

                var dead = current.getAndSet(new ClusterBroadcaster(config));
                await(() -> !logs.lines("dropped 1 values that were loaded before a peer was replaced")
                        .isEmpty());
                assertThat(memoizer.isCached("kept")).isFalse();
                dead.close();
            } finally {
                current.get().close();
                first.close();
            }
        }
    }

    @Test
    void containerStops_broadcasterSaysGoodbyeAndEndsItsThreads() {
        try (var cluster = new TestCluster(2, SETTINGS)) {
            await(() -> state(cluster.node(1).broadcaster, cluster.node(0).uri()) == PeerStatus.State.HEARD);
            cluster.node(0).server.close();

            await(() -> state(cluster.node(1).broadcaster, cluster.node(0).uri()) == PeerStatus.State.LEFT);
        }
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("memoizer-ticker")));
    }

    @Test
    void serve_peerLost_servesOnAndCounts() {
        try (var www1 = TestServer.open(TestServer.Container.JETTY, "127.0.0.1");
                var www2 = TestServer.open(TestServer.Container.TOMCAT, "127.0.0.2")) {
            var config = config(www1, www2).whenIsolated(WhenIsolated.SERVE).build();
            try (var first = new ClusterBroadcaster(config);
                    var memoizer = Memoizer.builder().broadcaster(first).build()) {
                www1.start(context -> FlushServlet.mount(context, first));
                memoizer.seed("kept", 1);
                await(() -> {
                    assertThat(memoizer.<Integer, RuntimeException>memoize("kept", () -> 2))
                            .isEqualTo(1);
                    return memoizer.stats().hitsBeyondBound() > 0;
                });
                assertThat(first.status().boundInForce()).isEmpty();
            }
        }
        assertThat(logs.lines("values are served on, however old")).hasSize(1);
    }

    @Test
    void peerSource_newPeer_isToldToDropEverythingAndFollowed() throws Exception {
        try (var www1 = TestServer.open(TestServer.Container.JETTY, "127.0.0.1");
                var www2 = TestServer.open(TestServer.Container.TOMCAT, "127.0.0.2")) {
            List<URI> listed = new CopyOnWriteArrayList<>(List.of(www1.uri()));
            var config = ClusterConfig.builder()
                    .peerSource(() -> listed)
                    .peersRefresh(Duration.ofMillis(20))
                    .allowedRequesters("127.0.0.*")
                    .timeout(Duration.ofMillis(500))
                    .heartbeat(Duration.ofMillis(100))
                    .stalenessBound(Duration.ofSeconds(3))
                    .build();
            try (var first = new ClusterBroadcaster(config);
                    var second = new ClusterBroadcaster(config);
                    var memoizer = Memoizer.builder().broadcaster(second).build()) {
                www1.start(context -> FlushServlet.mount(context, first));
                www2.start(context -> FlushServlet.mount(context, second));
                await(() -> first.links().get(0).isSelf());
                assertThat(first.broadcast(Flush.statement("a")).await(SOON)).isTrue();
                memoizer.seed("a", "kept, since www2 is not listed yet");

                listed.add(www2.uri());

                await(() -> !memoizer.isCached("a"));
                await(() -> state(first, www2.uri()) == PeerStatus.State.HEARD);
                listed.remove(www2.uri());
                await(() -> first.links().size() == 1);
                assertThat(first.broadcast(Flush.statement("b")).outcomes())
                        .as("it is told for a while")
                        .containsKey(www2.uri());
                await(() -> !first.broadcast(Flush.statement("b")).outcomes().containsKey(www2.uri()));
            }
        }
    }

    private static ClusterConfig.Builder config(TestServer... servers) {
        return ClusterConfig.builder()
                .peers(Arrays.stream(servers).map(s -> s.uri().toString()).toArray(String[]::new))
                .allowedRequesters("127.0.0.*")
                .timeout(Duration.ofSeconds(5))
                .heartbeat(Duration.ofMillis(100))
                .stalenessBound(Duration.ofSeconds(3));
    }

    /** A servlet of whichever instance is alive. */
    private static final class Switched extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient AtomicReference<ClusterBroadcaster> current;

        Switched(AtomicReference<ClusterBroadcaster> current) {
            this.current = current;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Inbox.Reply reply = current.get()
                    .inbox()
                    .take(Incoming.read(
                            request.getRemoteAddr(),
                            request.getRequestURI(),
                            request.getQueryString(),
                            request::getHeaders));
            FlushServlet.answer(response, reply);
        }
    }
}
