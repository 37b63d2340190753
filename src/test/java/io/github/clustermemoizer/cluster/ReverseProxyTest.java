package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Memoizer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that come through proxies, trusted and not, in real containers. */
@Timeout(60)
class ReverseProxyTest {
    private static final String ALL = "/SYSTEM/flush-memoized-statement?all=true";
    private static final String TRUSTED = "127.0.0.9";
    private static final String SECOND = "127.0.0.8";
    private static final String STRANGER = "127.0.0.7";
    private static final String CLIENT = "127.0.0.2";

    private final ClusterConfig config = ClusterConfig.builder()
            .peers("http://127.0.0.1:1")
            .allowedRequesters(CLIENT)
            .trustedProxies(TRUSTED, SECOND)
            .build();
    private final ClusterBroadcaster broadcaster = new ClusterBroadcaster(config);
    private final Memoizer memoizer =
            Memoizer.builder().broadcaster(broadcaster).build();

    @AfterEach
    void close() {
        memoizer.close();
        broadcaster.close();
    }

    private TestServer mounted(TestServer.Container container) {
        return TestServer.open(container, "127.0.0.1").start(context -> FlushServlet.mount(context, broadcaster));
    }

    static Stream<Arguments> containersAndStyles() {
        return Stream.of(TestServer.Container.values())
                .flatMap(container ->
                        Stream.of(ReverseProxy.Style.values()).map(style -> Arguments.of(container, style)));
    }

    @ParameterizedTest
    @MethodSource("containersAndStyles")
    void trustedProxy_letsAllowedClientsInAndNobodyElse(TestServer.Container container, ReverseProxy.Style style)
            throws IOException {
        try (var server = mounted(container);
                var proxy = new ReverseProxy(TRUSTED, server.uri(), style);
                var logs = new Logs()) {
            memoizer.memoize("a", () -> 1);
            String forged = style.header + ": " + String.format(style.hop, CLIENT);

            assertThat(status(STRANGER, proxy)).isEqualTo(403);
            assertThat(status(STRANGER, proxy, forged)).isEqualTo(403);
            assertThat(status(STRANGER, proxy, style.header + ": \"", forged)).isEqualTo(403);
            assertThat(memoizer.isCached("a")).isTrue();
            assertThat(logs.lines("refused"))
                    .containsExactly("WARN refused a request from 127.0.0.9: its client 127.0.0.7 is not in"
                            + " server-cluster.allowed-requesters (0 more since the last such line)");

            assertThat(status(CLIENT, proxy)).isEqualTo(200);
            assertThat(memoizer.isCached("a")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("containersAndStyles")
    void chainOfTrustedProxies_isFollowedToTheClient(TestServer.Container container, ReverseProxy.Style style)
            throws IOException {
        try (var server = mounted(container);
                var inner = new ReverseProxy(TRUSTED, server.uri(), style);
                var outer = new ReverseProxy(SECOND, inner.uri(), style)) {
            assertThat(status(CLIENT, outer)).isEqualTo(200);
            assertThat(status(STRANGER, outer)).isEqualTo(403);
            assertThat(status(CLIENT, outer, style.header + ": " + String.format(style.hop, STRANGER)))
                    .as("what the client itself claims")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("containersAndStyles")
    void untrustedProxy_letsNobodyIn(TestServer.Container container, ReverseProxy.Style style) throws IOException {
        try (var server = mounted(container);
                var proxy = new ReverseProxy(STRANGER, server.uri(), style);
                var ownProxy = new ReverseProxy(CLIENT, server.uri(), style);
                var before = new ReverseProxy(TRUSTED, proxy.uri(), style)) {
            memoizer.memoize("a", () -> 1);

            assertThat(status(CLIENT, proxy)).isEqualTo(403);
            assertThat(status(CLIENT, ownProxy))
                    .as("an allowed requester is no trusted proxy")
                    .isEqualTo(403);
            assertThat(status(CLIENT, before))
                    .as("a trusted proxy in front of one that is not")
                    .isEqualTo(403);
            assertThat(memoizer.isCached("a")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void headersThatDoNotAgreeOrCannotBeRead_areRefused(TestServer.Container container) {
        try (var server = mounted(container)) {
            memoizer.memoize("a", () -> 1);
            for (List<String> headers : List.of(
                    List.of("X-Forwarded-For: " + CLIENT, "Forwarded: for=" + STRANGER),
                    List.of("X-Forwarded-For: " + STRANGER, "Forwarded: for=" + CLIENT),
                    List.of("X-Forwarded-For: " + CLIENT, "X-Forwarded-For: unknown"),
                    List.of("X-Forwarded-For: " + CLIENT, "X-Forwarded-For: "),
                    List.of("Via: 1.1 proxy"),
                    List.of("X-Real-IP: " + CLIENT),
                    List.of("X-Forwarded-For: " + CLIENT + ("," + TRUSTED).repeat(300)))) {
                assertThat(RawHttp.send(TRUSTED, server.uri(), "GET", ALL, headers.toArray(String[]::new))
                                .status())
                        .as("%s", headers)
                        .isEqualTo(403);
            }
            assertThat(memoizer.isCached("a")).isTrue();
            assertThat(RawHttp.send(
                                    TRUSTED,
                                    server.uri(),
                                    "GET",
                                    ALL,
                                    "X-Forwarded-For: " + STRANGER,
                                    "X-Forwarded-For: [::ffff:" + CLIENT + "]:80",
                                    "FORWARDED: For=" + CLIENT)
                            .status())
                    .isEqualTo(200);
        }
    }

    private static int status(String from, ReverseProxy proxy, String... headers) {
        return RawHttp.send(from, proxy.uri(), "GET", ALL, headers).status();
    }
}
