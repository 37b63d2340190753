package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promises of the ancestor's page on server clustering (ACS 3, 2000), one by one. */
@Timeout(60)
class PromisesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH = "/SYSTEM/flush-memoized-statement";

    private static void settle(Delivery delivery) {
        assertThat(delivery.await(SOON)).as("settled: %s", delivery.outcomes()).isTrue();
    }

    @Test
    void s01_severalMachines_actAsOneSite() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            var random = new Random(1);
            for (int i = 0; i < 200; i++) {
                int id = 1 + random.nextInt(10);
                String name = "greeble " + i;
                settle(cluster.node(random.nextInt(3)).greebles.rename(id, name));

                assertThat(cluster.node(random.nextInt(3)).greebles.name(id)).isEqualTo(name);
            }
        }
    }

    @Test
    void s02_oneDatabase_isAllTheyShare() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            for (var node : cluster.nodes) {
                node.greebles.name(43);
            }
            cluster.node(0).close();

            cluster.node(1).greebles.rename(43, "renamed");

            assertThat(cluster.node(1).greebles.name(43)).isEqualTo("renamed");
            while (!cluster.node(2).greebles.name(43).equals("renamed")) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void s03_memory_isEachServersOwn() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            for (int i = 0; i < 10; i++) {
                for (var node : cluster.nodes) {
                    node.greebles.name(43);
                }
            }

            assertThat(cluster.nodes).allMatch(node -> node.greebles.queries() == 1);
            assertThat(cluster.nodes).as("no value travels").allMatch(node -> node.received.isEmpty());
        }
    }

    @Test
    void s04_fetches_areMinimised() throws Exception {
        try (var cluster = TestCluster.of(2)) {
            var www1 = cluster.node(0);
            for (int id = 1; id <= 50; id++) {
                www1.greebles.name(id);
            }

            settle(cluster.node(1).greebles.rename(43, "renamed"));
            for (int id = 1; id <= 50; id++) {
                www1.greebles.name(id);
            }

            assertThat(www1.greebles.queries()).isEqualTo(51);
        }
    }

    @Test
    void s05_flush_removesTheOldItemHere() throws Exception {
        try (var cluster = TestCluster.of(1)) {
            var greebles = cluster.node(0).greebles;
            greebles.name(43);

            greebles.rename(43, "renamed");

            assertThat(greebles.name(43)).isEqualTo("renamed");
            assertThat(greebles.queries()).isEqualTo(2);
        }
    }

    @Test
    void s06_theStory_noLongerYieldsTheOldGreeble() throws Exception {
        try (var cluster = TestCluster.of(2)) {
            var www1 = cluster.node(0).greebles;
            var www2 = cluster.node(1).greebles;
            www1.name(43);
            www2.name(43);

            settle(www1.rename(43, "renamed"));

            assertThat(www2.name(43)).isEqualTo("renamed");
        }
    }

    @Test
    void s07_anyServer_mayBeTheUpdater() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            int version = 0;
            for (var updater : cluster.nodes) {
                for (var reader : cluster.nodes) {
                    for (var node : cluster.nodes) {
                        node.greebles.name(43);
                    }
                    String name = "version " + ++version;

                    settle(
                            version % 2 == 0
                                    ? updater.greebles.rename(43, name)
                                    : updater.greebles.renameAndSeed(43, name));

                    assertThat(reader.greebles.name(43)).isEqualTo(name);
                }
            }
        }
    }

    @Test
    void s08_oneText_configuresAll() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            assertThat(cluster.config().peers())
                    .containsExactlyElementsOf(
                            cluster.nodes.stream().map(TestCluster.Node::uri).toList());
            for (var node : cluster.nodes) {
                settle(node.greebles.rename(43, "x"));
                assertThat(node.memoizer.flush("y").outcomes()).hasSize(2).doesNotContainKey(node.uri());
            }
        }
    }

    @Test
    void s09_enabledFalse_sendsNothingAndRefusesAll() throws Exception {
        try (var cluster = new TestCluster(2, """
                server-cluster.enabled = false
                server-cluster.peers = %peers%
                server-cluster.allowed-requesters = 127.0.0.*
                """)) {
            var www1 = cluster.node(0);
            www1.greebles.name(43);
            Delivery delivery = cluster.node(1).greebles.rename(43, "renamed");

            assertThat(delivery.await(Duration.ZERO)).isTrue();
            assertThat(delivery.outcomes()).isEmpty();
            assertThat(RawHttp.get(www1.uri(), PATH + "?all=true").status()).isEqualTo(403);
            assertThat(www1.greebles.name(43)).as("Doh!").isEqualTo("greeble 43");
            assertThat(cluster.node(1).greebles.name(43)).isEqualTo("renamed");
            assertThat(cluster.node(1).received).isEmpty();
        }
    }

    @Test
    void s10_allowedRequesters_sayWhoMayFlush() throws Exception {
        try (var cluster = new TestCluster(1, """
                server-cluster.peers = %peers%
                server-cluster.allowed-requesters = 127.0.1.*, 127.0.2.7, 127.1.0.0/16
                """)) {
            var www1 = cluster.node(0);
            String target = PATH + "?statement=" + "select+name+from+greebles+where+id+%3D+43";
            for (String stranger : List.of("127.0.0.1", "127.0.2.8", "127.2.0.1", "127.0.11.1")) {
                www1.greebles.name(43);
                assertThat(RawHttp.send(stranger, www1.uri(), "GET", target))
                        .satisfies(answer -> assertThat(answer.status()).isEqualTo(403))
                        .satisfies(answer -> assertThat(answer.body()).isEqualTo("Forbidden."));
                assertThat(www1.memoizer.isCached(Greebles.statement(43))).isTrue();
            }
            for (String friend : List.of("127.0.1.1", "127.0.1.254", "127.0.2.7", "127.1.99.99")) {
                www1.greebles.name(43);
                assertThat(RawHttp.send(friend, www1.uri(), "GET", target))
                        .satisfies(answer -> assertThat(answer.status()).isEqualTo(200))
                        .satisfies(answer -> assertThat(answer.body()).isEqualTo("Successful."));
                assertThat(www1.memoizer.isCached(Greebles.statement(43))).isFalse();
            }
        }
    }

    @Test
    void s11_ownAddress_mayBeAmongThePeersOrNot() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            var without = ClusterConfig.builder()
                    .peers(
                            cluster.node(1).uri().toString(),
                            cluster.node(2).uri().toString())
                    .build();
            try (var broadcaster = new ClusterBroadcaster(without)) {
                Delivery one = broadcaster.broadcast(Flush.statement("a"));
                Delivery other = cluster.node(0).broadcaster.broadcast(Flush.statement("b"));
                settle(one);
                settle(other);

                assertThat(one.outcomes()).isEqualTo(other.outcomes());
            }
        }
    }

    @Test
    void s12_logging_showsReceivedFlushes() {
        for (boolean logging : List.of(true, false)) {
            try (var logs = new Logs();
                    var cluster = new TestCluster(2, """
                            server-cluster.peers = %peers%
                            server-cluster.allowed-requesters = 127.0.0.1
                            server-cluster.logging = %s
                            """.replace("%s", String.valueOf(logging)))) {
                settle(cluster.node(1).memoizer.seed("select 'a'\n", 1));
                settle(cluster.node(0).memoizer.flush("select 'a'\n"));

                assertThat(logs.lines("distributed flush"))
                        .filteredOn(line -> line.contains("select 'a'"))
                        .isEqualTo(
                                logging
                                        ? List.of(
                                                "INFO distributed flush, STATEMENT 'select 'a'\\u000a': 0 dropped",
                                                "INFO distributed flush, STATEMENT 'select 'a'\\u000a': 1 dropped")
                                        : List.of());
            }
        }
    }

    @Test
    void s13_addresses_areWhateverTheSiteHas() throws Exception {
        try (var ipv6 = TestServer.open(TestServer.Container.TOMCAT, "::1");
                var named = TestServer.open(TestServer.Container.JETTY, "127.0.0.1")) {
            var config = ClusterConfig.builder()
                    .peers(ipv6.uri().toString(), "localhost:" + named.port)
                    .allowedRequesters("127.0.0.1", "::1")
                    .build();
            try (var receiver = new ClusterBroadcaster(config);
                    var sender = new ClusterBroadcaster(config);
                    var memoizer = Memoizer.builder().broadcaster(receiver).build()) {
                ipv6.start(context -> FlushServlet.mount(context, receiver));
                named.start(context -> FlushServlet.mount(context, receiver));
                memoizer.seed("select 1", 1);

                Delivery delivery = sender.broadcast(Flush.statement("select 1"));
                settle(delivery);

                assertThat(delivery.outcomes())
                        .isEqualTo(java.util.Map.of(
                                ipv6.uri(), PeerOutcome.ACKNOWLEDGED,
                                URI.create("http://localhost:" + named.port), PeerOutcome.ACKNOWLEDGED));
                assertThat(memoizer.isCached("select 1")).isFalse();
            }
        }
    }

    @Test
    void s14_flushAndSeed_bothTellThePeers() {
        try (var cluster = TestCluster.of(2)) {
            settle(cluster.node(0).memoizer.flush("a"));
            settle(cluster.node(0).memoizer.seed("b", 1));

            assertThat(cluster.node(1).received).containsExactly(PATH + "?statement=a", PATH + "?statement=b");
        }
    }

    @Test
    void s15_oneGet_perPeerAndCall() {
        try (var cluster = TestCluster.of(4)) {
            for (int i = 0; i < 20; i++) {
                settle(cluster.node(0).memoizer.flush("a"));
            }

            assertThat(cluster.nodes.subList(1, 4)).allMatch(node -> node.received.size() == 20);
        }
    }

    @Test
    void s16_thisServer_isOmitted() {
        try (var cluster = TestCluster.of(2)) {
            var www1 = cluster.node(0);
            www1.memoizer.seed("kept", 1);
            for (int i = 0; i < 20; i++) {
                settle(www1.memoizer.seed("kept", i));
            }

            assertThat(www1.received).as("it meets itself once, and knows").hasSizeLessThanOrEqualTo(1);
            assertThat(www1.memoizer.<Integer, RuntimeException>memoize("kept", () -> -1))
                    .isEqualTo(19);
        }
    }

    @Test
    void s16_thisServerNamedInTheSettings_isNeverMet() {
        try (var cluster = TestCluster.of(2)) {
            var named = ClusterConfig.builder()
                    .peers(cluster.config().peers().stream().map(URI::toString).toArray(String[]::new))
                    .self(cluster.node(0).uri().toString())
                    .build();
            try (var broadcaster = new ClusterBroadcaster(named)) {
                settle(broadcaster.broadcast(Flush.statement("a")));

                assertThat(cluster.node(0).received).isEmpty();
                assertThat(cluster.node(1).received).hasSize(1);
            }
        }
    }

    @Test
    void s17_url_isByteExact() {
        String odd = "select 'a&b=c+d%2B#;{}\u00e4\u20ac\uD83D\uDE00\n\0\"' from t -- ~._-*";
        try (var cluster = TestCluster.of(3)) {
            cluster.node(1).memoizer.seed(odd, 1);
            cluster.node(2).memoizer.seed(odd, 1);

            settle(cluster.node(0).memoizer.flush(odd));

            String target =
                    PATH + "?statement=select+%27a%26b%3Dc%2Bd%252B%23%3B%7B%7D%C3%A4%E2%82%AC%F0%9F%98%80%0A%00%22%27"
                            + "+from+t+--+%7E._-*".replace("%7E", "~");
            assertThat(cluster.node(1).received).contains(target);
            assertThat(cluster.node(2).received).contains(target);
            assertThat(cluster.node(1).memoizer.isCached(odd)).isFalse();
            assertThat(cluster.node(2).memoizer.isCached(odd)).isFalse();
        }
    }

    @Test
    void s18_theOthers_flushFromTheirLocalCaches() throws Exception {
        try (var cluster = TestCluster.of(3)) {
            for (var node : cluster.nodes) {
                node.greebles.name(43);
            }
            settle(cluster.node(2).memoizer.flush(Greebles.statement(43)));
            for (var node : cluster.nodes) {
                node.greebles.name(43);
                assertThat(node.greebles.queries()).isEqualTo(2);
                assertThat(node.received).as("none is sent on").hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void s19_existingCode_noticesNothing() throws Exception {
        int dead;
        try (var socket = new ServerSocket(0)) {
            dead = socket.getLocalPort();
        }
        var config = ClusterConfig.builder().peers("127.0.0.1:" + dead).build();
        try (var database = new Greebles.Database();
                var broadcaster = new ClusterBroadcaster(config);
                var memoizer = Memoizer.builder().broadcaster(broadcaster).build()) {
            var greebles = new Greebles(database, memoizer);
            greebles.name(43);

            Delivery delivery = greebles.rename(43, "renamed");

            assertThat(greebles.name(43)).isEqualTo("renamed");
            assertThat(delivery.outcomes()).containsValue(PeerOutcome.PENDING);
        }
    }

    @Test
    void s20_startOrder_doesNotMatter() throws Exception {
        try (var late = TestServer.open(TestServer.Container.TOMCAT, "127.0.0.2")) {
            var settings = ClusterConfig.builder()
                    .peers(late.uri().toString())
                    .allowedRequesters("127.0.0.1")
                    .timeout(Duration.ofMillis(300));
            var config = settings.build();
            var ofLate = settings.self(late.uri().toString()).build(); // so that it is the other that fails and logs
            try (var logs = new Logs();
                    var early = new ClusterBroadcaster(config);
                    var receiver = new ClusterBroadcaster(ofLate);
                    var memoizer = Memoizer.builder().broadcaster(receiver).build()) {
                memoizer.seed("select 1", 1);
                Delivery delivery = early.broadcast(Flush.statement("select 1"));
                while (logs.lines("does not take flushes").stream()
                        .noneMatch(l -> l.contains(late.uri().toString()))) {
                    Thread.onSpinWait();
                }

                late.start(context -> FlushServlet.mount(context, receiver));

                settle(delivery);
                assertThat(memoizer.isCached("select 1")).isFalse();
                while (logs.lines("takes flushes again").isEmpty()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void s21_otherPaths_canBeFetchedFromAllPeers() throws Exception {
        try (var www1 = TestServer.open(TestServer.Container.JETTY, "127.0.0.1");
                var www2 = TestServer.open(TestServer.Container.TOMCAT, "127.0.0.2")) {
            var config = ClusterConfig.builder()
                    .peers(www1.uri().toString(), www2.uri().toString(), "http://127.0.0.3:1")
                    .allowedRequesters("127.0.0.*")
                    .build();
            try (var broadcaster = new ClusterBroadcaster(config);
                    var other = new ClusterBroadcaster(config)) {
                www1.start(context -> {
                    FlushServlet.mount(context, broadcaster);
                    TestServer.add(context, "/who", new Who("www1"));
                });
                www2.start(context -> {
                    FlushServlet.mount(context, other);
                    TestServer.add(context, "/who", new Who("www2"));
                });

                var replies = broadcaster.getFromPeers("/who?are=you").get(20, TimeUnit.SECONDS);

                assertThat(replies.keySet()).containsExactly(www2.uri(), URI.create("http://127.0.0.3:1"));
                assertThat(replies.get(www2.uri()).body()).isEqualTo("www2, asked are=you");
                assertThat(replies.get(www2.uri()).status()).isEqualTo(200);
                assertThat(replies.get(URI.create("http://127.0.0.3:1")).failure())
                        .isPresent();
            }
        }
    }

    @SuppressWarnings("serial")
    private static final class Who extends HttpServlet {
        private final String name;

        Who(String name) {
            this.name = name;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(name + ", asked " + request.getQueryString());
        }
    }
}
