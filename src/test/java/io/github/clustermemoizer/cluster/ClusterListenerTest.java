package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterListenerTest {
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<List<URI>> peers = new CopyOnWriteArrayList<>();

    private final ClusterListener listener = new ClusterListener() {
        @Override
        public Runnable broadcastBegins() {
            begun.incrementAndGet();
            return ended::incrementAndGet;
        }

        @Override
        public void peersAre(List<URI> listed) {
            peers.add(listed);
        }
    };

    @Test
    void broadcast_settles_isToldWhenItBeginsAndEnds() throws Exception {
        try (var cluster = TestCluster.of(2)) {
            ClusterBroadcaster broadcaster = cluster.node(0).broadcaster;
            broadcaster.addListener(listener);

            for (int i = 0; i < 10; i++) {
                broadcaster.broadcast(Flush.statement("a"));
            }

            assertThat(begun).hasValue(10);
            await(() -> ended.get() == 10);
            broadcaster.removeListener(listener);
            broadcaster.broadcast(Flush.statement("a"));
            assertThat(begun).hasValue(10);
        }
    }

    @Test
    void peers_serverKnowsItself_areTheOthers() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            ClusterBroadcaster broadcaster = cluster.node(0).broadcaster;
            broadcaster.addListener(listener);

            List<URI> others = List.of(cluster.node(1).uri(), cluster.node(2).uri());
            await(() -> !peers.isEmpty() && peers.get(peers.size() - 1).equals(others));
            assertThat(peers).as("nothing is told twice").doesNotHaveDuplicates();
        }
    }

    @Test
    void listener_throws_isLoggedAndTheFlushGoesOn() throws Exception {
        try (var cluster = TestCluster.of(2);
                var logs = new Logs()) {
            ClusterBroadcaster broadcaster = cluster.node(0).broadcaster;
            broadcaster.addListener(new ClusterListener() {
                @Override
                public Runnable broadcastBegins() {
                    throw new IllegalStateException("broken");
                }
            });
            broadcaster.addListener(listener);

            Delivery delivery = broadcaster.broadcast(Flush.statement("a"));

            assertThat(delivery.await(Duration.ofSeconds(20))).isTrue();
            await(() -> ended.get() == 1);
            assertThat(logs.lines("a listener failed")).hasSize(1);
        }
    }

    @Test
    void broadcasts_peerSilent_areFollowedUpToABound() {
        var rig = new Rig();
        rig.broadcaster.addListener(listener);

        for (int i = 0; i < 2 * Listeners.MOST_FOLLOWED; i++) {
            rig.broadcaster.broadcast(Flush.statement("statement " + i));
        }

        assertThat(begun).hasValue(Listeners.MOST_FOLLOWED);
        assertThat(ended).hasValue(0);
        rig.answer();
        rig.time += Duration.ofSeconds(1).toNanos();
        rig.answerAll();
        assertThat(ended).hasValue(Listeners.MOST_FOLLOWED);
        rig.broadcaster.broadcast(Flush.statement("b"));
        assertThat(begun).as("there is room again").hasValue(Listeners.MOST_FOLLOWED + 1);
    }

    @Test
    void broadcast_listened_isNotHurried() {
        var rig = new Rig();
        rig.answer();
        rig.broadcaster.addListener(listener);

        Delivery delivery = rig.broadcaster.broadcast(Flush.statement("a"));

        assertThat(rig.underWay).as("it lingers").isEmpty();
        var unused = delivery.settled();
        assertThat(rig.underWay).as("somebody waits").hasSize(1);
    }

    @Test
    void broadcast_followed_isToldWhoAcknowledgesAndThenThatItIsSettled() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            ClusterBroadcaster broadcaster = cluster.node(0).broadcaster;
            List<Object> told = new CopyOnWriteArrayList<>();
            List<ReceivedFlushes> received = new CopyOnWriteArrayList<>();
            broadcaster.addListener(new Following(told));
            cluster.node(1).broadcaster.addListener(new ClusterListener() {
                @Override
                public void received(ReceivedFlushes flushes) {
                    received.add(flushes);
                }
            });
            cluster.node(0).memoizer.memoize("a", () -> 1);
            cluster.node(1).memoizer.memoize("a", () -> 1);

            cluster.node(0).memoizer.flush("a");

            await(() -> told.contains("settled"));
            assertThat(told.get(0)).isEqualTo("dropped 1");
            assertThat(told.subList(1, 3))
                    .containsExactlyInAnyOrder(
                            cluster.node(1).uri(), cluster.node(2).uri());
            assertThat(told).hasSize(4).endsWith("settled");
            ReceivedFlushes there = received.get(0);
            assertThat(there.instance()).contains(broadcaster.status().instance());
            assertThat(there.flushes()).containsExactly(Flush.statement("a"));
            assertThat(there.dropped()).isEqualTo(1);
            assertThat(there.hashes()).isZero();
        }
    }

    @Test
    void broadcast_followedAndPeerSilent_isSettledWithoutIt() {
        var rig = new Rig();
        rig.answer();
        List<Object> told = new CopyOnWriteArrayList<>();
        rig.broadcaster.addListener(new Following(told));

        rig.broadcaster.broadcast(Flush.statement("a"));
        assertThat(told).containsExactly("dropped 0");
        rig.time += Duration.ofMinutes(10).toNanos(); // longer than absence and bound
        rig.broadcaster.tick();

        assertThat(told).containsExactly("dropped 0", "settled");
        rig.answerAll();
        assertThat(told).doesNotContain(URI.create("http://10.0.0.1:8080"));
    }

    @Test
    void ticks_ofTheBroadcaster_areTold() {
        var rig = new Rig();
        var ticks = new AtomicInteger();
        rig.broadcaster.addListener(new ClusterListener() {
            @Override
            public void ticks() {
                ticks.incrementAndGet();
            }
        });

        rig.broadcaster.tick();
        rig.broadcaster.tick();

        assertThat(ticks).hasValue(2);
    }

    @Test
    void followers_peerSilent_areBounded() {
        var rig = new Rig();
        List<Object> told = new CopyOnWriteArrayList<>();
        rig.broadcaster.addListener(new Following(told));

        for (int i = 0; i < 2 * Listeners.MOST_FOLLOWED; i++) {
            rig.broadcaster.broadcast(Flush.statement("statement " + i));
        }

        assertThat(told).as("all are counted").hasSize(2 * Listeners.MOST_FOLLOWED);
        rig.answer();
        rig.time += Duration.ofSeconds(1).toNanos();
        rig.answerAll();
        assertThat(told.stream().filter("settled"::equals)).hasSize(Listeners.MOST_FOLLOWED);
    }

    private record Following(List<Object> told) implements ClusterListener {
        @Override
        public BroadcastFollower broadcast(List<Flush> flushes, int dropped) {
            told.add("dropped " + dropped);
            return new BroadcastFollower() {
                @Override
                public void acknowledged(URI peer) {
                    told.add(peer);
                }

                @Override
                public void settled() {
                    told.add("settled");
                }
            };
        }
    }

    /** A broadcaster without threads, on a clock that stands, whose peer answers when it is told to. */
    private static final class Rig {
        private final Deque<BiConsumer<Transport.Reply, Throwable>> underWay = new ArrayDeque<>();
        private long time;
        private final ClusterBroadcaster broadcaster = new ClusterBroadcaster(
                ClusterConfig.builder().peers("http://10.0.0.1:8080").build(),
                new Surroundings(
                        "me",
                        (peer, target, headers, then) -> underWay.add(then),
                        Runnable::run,
                        () -> time,
                        () -> 0.5));

        Rig() {
            broadcaster.followPeers();
        }

        void answer() {
            underWay.remove().accept(new Transport.Reply(200, Wire.SUCCESSFUL, Map.of()), null);
        }

        void answerAll() {
            broadcaster.tick();
            for (int i = 0; i < 10 && !underWay.isEmpty(); i++) {
                answer();
                time += Duration.ofMillis(3).toNanos();
                broadcaster.tick();
            }
            assertThat(underWay).isEmpty();
        }
    }
}
