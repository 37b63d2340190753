package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On the way from unsigned to signed, and from one secret to the next, all servers understand each other at every step. */
@Timeout(120)
class RollOutTest {
    private static final String OLD = "the old secret of the cluster";
    private static final String NEW = "the new secret of the cluster";

    /** What stands in the file of a server at one time. */
    private enum File {
        UNSIGNED,
        ACCEPTING,
        SIGNED,
        BOTH,
        RENEWED;

        ClusterConfig.Builder apply(ClusterConfig.Builder config) {
            return switch (this) {
                case UNSIGNED -> config;
                case ACCEPTING -> config.secret(OLD).acceptUnsigned(true);
                case SIGNED -> config.secret(OLD);
                case BOTH -> config.secret(NEW).previousSecret(OLD);
                case RENEWED -> config.secret(NEW);
            };
        }
    }

    /** Two servers that meet while one of them has been changed already, or both. */
    private enum Step {
        NOT_BEGUN(File.UNSIGNED, File.UNSIGNED),
        FIRST_ACCEPTS(File.ACCEPTING, File.UNSIGNED),
        ALL_ACCEPT(File.ACCEPTING, File.ACCEPTING),
        FIRST_INSISTS(File.SIGNED, File.ACCEPTING),
        ALL_INSIST(File.SIGNED, File.SIGNED),
        FIRST_HAS_BOTH(File.BOTH, File.SIGNED),
        ALL_HAVE_BOTH(File.BOTH, File.BOTH),
        FIRST_HAS_FORGOTTEN(File.RENEWED, File.BOTH),
        DONE(File.RENEWED, File.RENEWED);

        final File one;
        final File other;

        Step(File one, File other) {
            this.one = one;
            this.other = other;
        }
    }

    private static final class Server implements AutoCloseable {
        final TestServer container;
        final ClusterBroadcaster broadcaster;
        final Memoizer memoizer;

        Server(File file, TestServer container, List<URI> peers) {
            this.container = container;
            ClusterConfig.Builder config = ClusterConfig.builder()
                    .peers(peers.stream().map(URI::toString).toArray(String[]::new))
                    .allowedRequesters("127.0.0.*")
                    .heartbeat(Duration.ofMillis(50))
                    .timeout(Duration.ofSeconds(20))
                    .stalenessBound(Duration.ofSeconds(60));
            broadcaster = new ClusterBroadcaster(file.apply(config).build());
            memoizer = Memoizer.builder().broadcaster(broadcaster).build();
            container.start(context -> FlushServlet.mount(context, broadcaster));
        }

        boolean hears() {
            return broadcaster.status().peers().stream()
                    .allMatch(peer -> peer.state() == PeerStatus.State.HEARD || peer.state() == PeerStatus.State.SELF);
        }

        Map<String, Long> failures() {
            return broadcaster.status().peers().stream()
                    .filter(peer -> peer.state() != PeerStatus.State.SELF)
                    .findFirst()
                    .orElseThrow()
                    .failures();
        }

        @Override
        public void close() {
            broadcaster.close();
            container.close();
            memoizer.close();
        }
    }

    private record Pair(Server one, Server other) implements AutoCloseable {
        static Pair of(File one, File other) {
            TestServer first = TestServer.open(TestServer.Container.JETTY, "127.0.0.1");
            TestServer second = TestServer.open(TestServer.Container.TOMCAT, "127.0.0.2");
            List<URI> peers = List.of(first.uri(), second.uri());
            return new Pair(new Server(one, first, peers), new Server(other, second, peers));
        }

        @Override
        public void close() {
            one.close();
            other.close();
        }
    }

    private static void assertFlushes(Server from, Server to) throws Exception {
        to.memoizer.memoize("a", () -> 1);

        Delivery delivery = from.memoizer.flush("a");

        assertThat(delivery.await(Duration.ofSeconds(20))).isTrue();
        assertThat(delivery.outcomes()).containsEntry(to.container.uri(), PeerOutcome.ACKNOWLEDGED);
        assertThat(to.memoizer.isCached("a")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void step_anyTwoServers_flushAndHearEachOther(Step step) throws Exception {
        try (Pair pair = Pair.of(step.one, step.other)) {
            assertFlushes(pair.one, pair.other);
            assertFlushes(pair.other, pair.one);
            await("both are heard", () -> pair.one.hears() && pair.other.hears());
            assertThat(pair.one.failures().keySet()).doesNotContain("answered 403", "not signed");
            assertThat(pair.other.failures().keySet()).doesNotContain("answered 403", "not signed");
        }
    }

    @Test
    void signed_besideOneThatIsNot_neitherTellsTheOther() {
        try (Pair pair = Pair.of(File.SIGNED, File.UNSIGNED)) {
            pair.other.memoizer.memoize("a", () -> 1);
            pair.one.memoizer.memoize("a", () -> 1);

            Delivery there = pair.one.memoizer.flush("a");
            await(
                    "what is not signed is not believed",
                    () -> pair.one.failures().containsKey("not signed"));
            assertThat(there.outcomes()).containsValue(PeerOutcome.PENDING);
            pair.one.memoizer.memoize("a", () -> 1);
            Delivery back = pair.other.memoizer.flush("a");
            await("what is not signed is refused", () -> pair.other.failures().containsKey("answered 403"));
            assertThat(back.outcomes()).containsValue(PeerOutcome.PENDING);
            assertThat(pair.one.memoizer.isCached("a")).isTrue();
            assertThat(pair.one.hears()).isFalse();
        }
    }

    @Test
    void signed_besideOneWithAnotherSecret_neitherTellsTheOther() {
        try (Pair pair = Pair.of(File.SIGNED, File.RENEWED)) {
            pair.other.memoizer.memoize("a", () -> 1);

            Delivery delivery = pair.one.memoizer.flush("a");

            await("refused", () -> pair.one.failures().containsKey("answered 403"));
            assertThat(delivery.outcomes()).containsValue(PeerOutcome.PENDING);
            assertThat(pair.other.memoizer.isCached("a")).isTrue();
        }
    }
}
