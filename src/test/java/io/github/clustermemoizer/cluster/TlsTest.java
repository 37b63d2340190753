package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two real servers with certificates of an authority of their own: flushes pass both ways, and nobody else's do. */
@Timeout(60)
class TlsTest {
    private static final String JDK_TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String JDK_TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String STATEMENT = "select 1";

    private static Path trust;
    private static Path www1;
    private static Path www2;
    private static Path expired;
    private static Path stranger;

    private record Files(@Nullable Path trust, @Nullable Path key) {}

    @BeforeAll
    static void issue(@TempDir Path ours, @TempDir Path theirs) {
        var authority = new Certificates(ours);
        trust = authority.trust();
        www1 = authority.of("127.0.0.1");
        www2 = authority.of("127.0.0.2");
        expired = authority.expired("127.0.0.2");
        stranger = new Certificates(theirs).of("127.0.0.2");
    }

    /** The sender is the first; the second is what it may fail to tell. */
    private static final class Pair implements AutoCloseable {
        final Logs logs = new Logs();
        final TestServer firstServer;
        final TestServer secondServer;
        final ClusterBroadcaster first;
        final ClusterBroadcaster second;
        final Memoizer firstMemoizer;
        final Memoizer secondMemoizer;

        Pair(TestServer.Container container, Https secondHttps, Files firstFiles) {
            var other =
                    container == TestServer.Container.JETTY ? TestServer.Container.TOMCAT : TestServer.Container.JETTY;
            firstServer = TestServer.open(other, "127.0.0.1", new Https(www1, trust));
            secondServer = TestServer.open(container, "127.0.0.2", secondHttps);
            first = new ClusterBroadcaster(config(firstFiles, "127.0.0.1"));
            second = new ClusterBroadcaster(config(new Files(trust, www2), "127.0.0.2"));
            firstMemoizer = Memoizer.builder().broadcaster(first).build();
            secondMemoizer = Memoizer.builder().broadcaster(second).build();
            firstServer.start(context -> FlushServlet.mount(context, first));
            secondServer.start(context -> FlushServlet.mount(context, second));
        }

        private ClusterConfig config(Files files, String host) {
            var properties = new Properties();
            properties.setProperty("server-cluster.peers", firstServer.uri() + "," + secondServer.uri());
            properties.setProperty("server-cluster.allowed-requesters", "127.0.0.*");
            properties.setProperty("server-cluster.heartbeat", "200ms");
            properties.setProperty("server-cluster.staleness-bound", "3s");
            // What was never met lapses after the bound, too.
            properties.setProperty("server-cluster.absence", "0s");
            // A server without a certificate cannot even meet itself.
            properties.setProperty(
                    "server-cluster.self",
                    (host.equals(firstServer.host) ? firstServer : secondServer)
                            .uri()
                            .toString());
            if (files.trust != null) {
                properties.setProperty("server-cluster.trust-store", files.trust.toString());
                properties.setProperty("server-cluster.trust-store-password", Certificates.PASSWORD);
            }
            if (files.key != null) {
                properties.setProperty("server-cluster.key-store", files.key.toString());
                properties.setProperty("server-cluster.key-store-password", Certificates.PASSWORD);
            }
            return ClusterConfig.of(properties);
        }

        Map<String, Long> failures() {
            return first.status().peers().get(0).failures();
        }

        /** Those of the sender, while other pairs log theirs. */
        List<String> warnings() {
            return logs.lines("does not take flushes").stream()
                    .filter(line -> line.contains(secondServer.uri().toString()))
                    .toList();
        }

        PeerOutcome outcome(Delivery delivery) {
            return delivery.outcomes().get(secondServer.uri());
        }

        @Override
        public void close() {
            first.close();
            second.close();
            firstServer.close();
            secondServer.close();
            firstMemoizer.close();
            secondMemoizer.close();
            logs.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void flush_bothHaveCertificatesOfOneAuthority_passesBothWays(TestServer.Container container) {
        try (var pair = new Pair(container, new Https(www2, trust), new Files(trust, www1))) {
            assertThat(pair.firstMemoizer.memoize(STATEMENT, () -> "old")).isEqualTo("old");
            assertThat(pair.secondMemoizer.memoize(STATEMENT, () -> "old")).isEqualTo("old");

            assertThat(pair.firstMemoizer.flush(STATEMENT).settled()).succeedsWithin(SOON);
            assertThat(pair.secondMemoizer.isCached(STATEMENT)).isFalse();

            assertThat(pair.firstMemoizer.memoize(STATEMENT, () -> "new")).isEqualTo("new");
            Delivery back = pair.secondMemoizer.flush(STATEMENT);
            assertThat(back.settled()).succeedsWithin(SOON);
            assertThat(back.outcomes()).containsEntry(pair.firstServer.uri(), PeerOutcome.ACKNOWLEDGED);
            assertThat(pair.firstMemoizer.isCached(STATEMENT)).isFalse();
            assertThat(pair.warnings()).isEmpty();
        }
    }

    /** What the first server runs into: with these files of its own, at a second one with that certificate. */
    private record Refusal(String name, Path secondKey, Files first, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> refusals() {
        String refused = "it refused the certificate of this server";
        Stream<Arguments> byTheServer = Stream.of(
                        new Refusal("client of a stranger", www2, new Files(trust, stranger), refused),
                        new Refusal("client without a certificate", www2, new Files(trust, null), refused),
                        new Refusal("client's is expired", www2, new Files(trust, expired), refused))
                .flatMap(refusal ->
                        Stream.of(TestServer.Container.values()).map(container -> Arguments.of(refusal, container)));
        return Stream.concat(
                byTheServer, refusalsByTheClient().map(refusal -> Arguments.of(refusal, TestServer.Container.JETTY)));
    }

    static Stream<Refusal> refusalsByTheClient() {
        String untrusted = "its certificate is not trusted: set server-cluster.trust-store";
        return Stream.of(
                new Refusal("server of a stranger", stranger, new Files(trust, www1), untrusted),
                new Refusal("server unknown to the JDK", www2, new Files(null, www1), untrusted),
                new Refusal("server's is for another host", www1, new Files(trust, www1), "for another host"),
                new Refusal("server's is expired", expired, new Files(trust, www1), "has expired"));
    }

    @ParameterizedTest
    @MethodSource("refusalsByTheClient")
    void get_certificateOfTheServerIsWrong_saysWhy(Refusal refusal) {
        try (var pair = new Pair(TestServer.Container.JETTY, new Https(refusal.secondKey, trust), refusal.first)) {
            assertThat(pair.first.getFromPeers("/x"))
                    .succeedsWithin(SOON)
                    .satisfies(replies -> assertThat(
                                    replies.get(pair.secondServer.uri()).failure())
                            .hasValueSatisfying(failure -> assertThat(failure).contains(refusal.reason)));
        }
    }

    /** Each waits for the bound, and so they wait together: five at a time, begun when the first test is. */
    static Stream<Arguments> attempts() {
        ExecutorService five = Executors.newFixedThreadPool(5);
        List<Arguments> attempts = refusals()
                .map(Arguments::get)
                .map(args -> Arguments.of(
                        args[0],
                        args[1],
                        five.submit(() -> flushInVain((Refusal) args[0], (TestServer.Container) args[1]))))
                .toList();
        five.shutdown();
        return attempts.stream();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("attempts")
    @Tag("waits")
    void flush_oneCertificateIsWrong_isNotAcknowledgedAndTheBoundHolds(
            Refusal refusal, TestServer.Container container, Future<?> attempt) {
        assertThat(attempt).succeedsWithin(SOON);
    }

    private static void flushInVain(Refusal refusal, TestServer.Container container) {
        try (var pair = new Pair(container, new Https(refusal.secondKey, trust), refusal.first)) {
            await(() -> pair.failures().containsKey("TLS"));
            pair.secondMemoizer.memoize(STATEMENT, () -> "old");

            Delivery delivery = pair.firstMemoizer.flush(STATEMENT);

            await(() -> !pair.warnings().isEmpty());
            assertThat(pair.secondMemoizer.isCached(STATEMENT)).isTrue();
            assertThat(pair.outcome(delivery)).isEqualTo(PeerOutcome.PENDING);
            assertThat(pair.warnings()).singleElement().asString().contains(refusal.reason);
            assertThat(pair.failures()).containsOnlyKeys("TLS");
            assertThat(delivery.settled()).succeedsWithin(SOON);
            assertThat(pair.outcome(delivery)).isEqualTo(PeerOutcome.LAPSED);
            assertThat(pair.secondMemoizer.memoize(STATEMENT, () -> "new")).isEqualTo("new");
        }
    }

    /** The JDK's own store, put in the place of the one that comes with it. */
    @Test
    void flush_noStoreIsSet_trustsWhatTheJdkTrusts() {
        System.setProperty(JDK_TRUST_STORE, trust.toString());
        System.setProperty(JDK_TRUST_STORE_PASSWORD, Certificates.PASSWORD);
        try (var pair = new Pair(TestServer.Container.JETTY, new Https(www2, null), new Files(null, null))) {
            Delivery delivery = pair.firstMemoizer.flush(STATEMENT);

            await(() -> pair.outcome(delivery) == PeerOutcome.ACKNOWLEDGED);
        } finally {
            System.clearProperty(JDK_TRUST_STORE);
            System.clearProperty(JDK_TRUST_STORE_PASSWORD);
        }
    }

    @Test
    void get_contextOfTheProgram_isUsed() {
        var trusting = TlsStores.context(Map.of(
                ConfigKeys.TRUST_STORE, trust.toString(), ConfigKeys.TRUST_STORE_PASSWORD, Certificates.PASSWORD));
        try (var server = TestServer.open(TestServer.Container.JETTY, "127.0.0.2", new Https(www2, null))
                        .start(context -> {});
                var broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
                        .peers(server.uri().toString())
                        .sslContext(trusting)
                        .build())) {
            assertThat(broadcaster.getFromPeers("/x"))
                    .succeedsWithin(SOON)
                    .satisfies(replies ->
                            assertThat(replies.get(server.uri()).status()).isEqualTo(404));
        }
    }

    @Test
    void get_peerSpeaksNoTls_saysSo() {
        try (var server =
                TestServer.open(TestServer.Container.JETTY, "127.0.0.2").start(context -> {})) {
            URI https = URI.create(server.uri().toString().replace("http:", "https:"));
            try (var broadcaster = new ClusterBroadcaster(
                    ClusterConfig.builder().peers(https.toString()).build())) {
                assertThat(broadcaster.getFromPeers("/x"))
                        .succeedsWithin(SOON)
                        .satisfies(replies -> assertThat(replies.get(https).failure())
                                .contains("it does not speak TLS: should it be an http peer?"));
            }
        }
    }
}
