package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.cluster.WarSite.Mounting;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One web application, in two containers of each kind, behind a context path and with the container's own access log.
 * The build runs this once more with the newer versions of these containers.
 */
@Timeout(60)
class ContainersTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    enum Container {
        JETTY,
        TOMCAT,
        UNDERTOW;

        TestServer open(String host) {
            return switch (this) {
                case JETTY -> TestServer.open(TestServer.Container.JETTY, host);
                case TOMCAT -> TestServer.open(TestServer.Container.TOMCAT, host);
                case UNDERTOW -> new UndertowServer(host);
            };
        }
    }

    static Stream<Arguments> allWays() {
        return Stream.of(Container.values())
                .flatMap(container -> Stream.of(Mounting.values()).map(how -> Arguments.of(container, how)));
    }

    @ParameterizedTest
    @MethodSource("allWays")
    void flush_onOneServer_isHeardByTheOther(Container container, Mounting mounting) {
        try (var pair = new Pair(container, mounting, "text")) {
            assertThat(pair.name(0)).isEqualTo("greeble 43");
            assertThat(pair.name(1)).isEqualTo("greeble 43");

            assertThat(pair.site(0).greebles.rename(43, "renamed").await(SOON)).isTrue();

            assertThat(pair.name(1)).isEqualTo("renamed");
            assertThat(pair.name(0)).isEqualTo("renamed");
            await(() -> pair.log(1).stream()
                    .anyMatch(line ->
                            line.contains("GET /shop/memoizer/flush?statement=select+name") && line.contains(" 200 ")));
        }
    }

    @ParameterizedTest
    @MethodSource("allWays")
    void flush_byDigest_tellsTheAccessLogNoStatement(Container container, Mounting mounting) {
        try (var pair = new Pair(container, mounting, "digest")) {
            assertThat(pair.name(1)).isEqualTo("greeble 43");

            assertThat(pair.site(0).greebles.rename(43, "renamed").await(SOON)).isTrue();

            assertThat(pair.name(1)).isEqualTo("renamed");
            await(() -> pair.log(1).stream().anyMatch(line -> line.contains("?digest=")));
            assertThat(pair.log(1)).noneMatch(line -> line.contains("greebles"));
        }
    }

    @ParameterizedTest
    @MethodSource("allWays")
    void request_dispatchedAnew_isStillTakenFromAllowedAddressesAlone(Container container, Mounting mounting) {
        try (var pair = new Pair(container, mounting, "text")) {
            pair.name(0);
            String target = "/shop/memoizer/flush?all=true";

            RawHttp.Answer stranger =
                    RawHttp.send("127.0.1.1", pair.server(0).uri(), "GET", target, "Dispatch-Anew: true");
            assertThat(stranger.status()).isEqualTo(403);
            assertThat(pair.site(0).memoizer.stats().flushed()).isZero();
            RawHttp.Answer friend = RawHttp.get(pair.server(0).uri(), target, "Dispatch-Anew: true");
            assertThat(friend.status()).isEqualTo(200);
            assertThat(friend.body()).isEqualTo("Successful.");
            assertThat(pair.site(0).memoizer.stats().flushed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("allWays")
    void container_stops_saysGoodbyeForUs(Container container, Mounting mounting) {
        try (var pair = new Pair(container, mounting, "text")) {
            await(() -> pair.states(1).contains(PeerStatus.State.HEARD));

            pair.server(0).close();

            await(() -> pair.states(1).contains(PeerStatus.State.LEFT));
        }
    }

    /** The same application on two servers, over one database. */
    private static final class Pair implements AutoCloseable {
        private final Greebles.Database database = new Greebles.Database();
        private final List<TestServer> servers = new ArrayList<>();
        private final List<WarSite> sites = new ArrayList<>();
        private final List<List<String>> logs = new ArrayList<>();

        Pair(Container container, Mounting mounting, String wire) {
            for (String host : List.of("127.0.0.1", "127.0.0.2")) {
                servers.add(container.open(host));
            }
            String file = """
                    server-cluster.peers = %s
                    server-cluster.allowed-requesters = 127.0.0.*
                    server-cluster.path = /shop/memoizer/flush
                    server-cluster.heartbeat = 100ms
                    server-cluster.wire = %s
                    """.formatted(
                    servers.stream().map(server -> server.uri().toString()).collect(Collectors.joining(", ")), wire);
            for (TestServer server : servers) {
                var site = new WarSite(config(file), database);
                var log = new CopyOnWriteArrayList<String>();
                server.logAccess(log::add);
                server.start("/shop", context -> site.initialize(context, mounting));
                sites.add(site);
                logs.add(log);
            }
        }

        private static ClusterConfig config(String file) {
            try {
                var properties = new Properties();
                properties.load(new StringReader(file));
                return ClusterConfig.of(properties);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        TestServer server(int index) {
            return servers.get(index);
        }

        WarSite site(int index) {
            return sites.get(index);
        }

        List<String> log(int index) {
            return logs.get(index);
        }

        List<PeerStatus.State> states(int index) {
            return site(index).broadcaster.status().peers().stream()
                    .map(PeerStatus::state)
                    .toList();
        }

        String name(int index) {
            RawHttp.Answer answer = RawHttp.get(server(index).uri(), "/shop/name?id=43");
            assertThat(answer.status()).isEqualTo(200);
            return answer.body();
        }

        @Override
        public void close() {
            servers.forEach(TestServer::close);
            sites.forEach(site -> {
                site.broadcaster.close();
                site.memoizer.close();
            });
            database.close();
        }
    }
}
