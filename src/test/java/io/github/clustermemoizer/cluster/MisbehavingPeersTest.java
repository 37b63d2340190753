package io.github.clustermemoizer.cluster;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that fail in every way they can: the caller and the other peers notice nothing, and the flush arrives in the end. */
@Timeout(60)
class MisbehavingPeersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String PATH = "/SYSTEM/flush-memoized-statement";
    private static final String FLUSH = PATH + "?statement=a";

    private final WireMockServer bad =
            new WireMockServer(options().bindAddress("127.0.0.2").dynamicPort());
    private final WireMockServer good =
            new WireMockServer(options().bindAddress("127.0.0.3").dynamicPort());
    private final Logs logs = new Logs();

    @BeforeEach
    void start() {
        bad.start();
        good.start();
        good.stubFor(get(anyUrl()).willReturn(successful()));
    }

    @AfterEach
    void stop() {
        bad.stop();
        good.stop();
        logs.close();
    }

    private static ResponseDefinitionBuilder successful() {
        return aResponse().withStatus(200).withBody("Successful.");
    }

    private URI badUri() {
        return URI.create("http://127.0.0.2:" + bad.port());
    }

    private URI goodUri() {
        return URI.create("http://127.0.0.3:" + good.port());
    }

    private ClusterBroadcaster broadcaster() {
        return new ClusterBroadcaster(ClusterConfig.builder()
                .peers(badUri().toString(), goodUri().toString())
                .allowedRequesters("127.0.0.1")
                .timeout(TIMEOUT)
                .build());
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("an error", aResponse().withStatus(500), "answered 500"),
                Arguments.of("busy", aResponse().withStatus(503).withHeader("Retry-After", "1"), "answered 503"),
                Arguments.of("forbidden", aResponse().withStatus(403), "answered 403: is this server in its"),
                Arguments.of("no servlet", aResponse().withStatus(404), "answered 404: is the flush servlet mounted"),
                Arguments.of(
                        "a login page",
                        aResponse().withStatus(200).withBody("<html>Please log in. Successful.</html>"),
                        "answered 200 with another body"),
                Arguments.of("no body", aResponse().withStatus(200), "answered 200 with another body"),
                Arguments.of("Unsuccessful", aResponse().withStatus(200).withBody("Unsuccessful."), "another body"),
                Arguments.of(
                        "a redirect", aResponse().withStatus(302).withHeader("Location", "/elsewhere"), "answered 302"),
                Arguments.of(
                        "a flood",
                        aResponse().withStatus(200).withBody("x".repeat(10_000_000)),
                        "does: answer is longer than 65536"),
                Arguments.of("slow", successful().withFixedDelay(30_000), "no answer in time"),
                Arguments.of(
                        "slower and slower", successful().withChunkedDribbleDelay(11, 30_000), "no answer in time"),
                Arguments.of(
                        "cut off",
                        aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                        "does: the exchange broke off: "),
                Arguments.of(
                        "garbage",
                        aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE),
                        "does: the exchange broke off: "),
                Arguments.of("empty", aResponse().withFault(Fault.EMPTY_RESPONSE), "does: the exchange broke off: "),
                Arguments.of(
                        "reset",
                        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                        "does: the exchange broke off: "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void flush_peerFails_isLoggedOnceAndToldAgainUntilItTakesIt(
            String name, ResponseDefinitionBuilder failure, String reason) {
        bad.stubFor(any(anyUrl()).willReturn(failure));
        try (var broadcaster = broadcaster()) {
            Delivery delivery = broadcaster.broadcast(Flush.statement("a"));
            await(() -> !logs.lines("does not take flushes").isEmpty());
            await(() -> told(bad).size() >= 2);
            await(() -> delivery.outcomes().get(goodUri()) == PeerOutcome.ACKNOWLEDGED);

            assertThat(delivery.outcomes())
                    .isEqualTo(Map.of(badUri(), PeerOutcome.PENDING, goodUri(), PeerOutcome.ACKNOWLEDGED));
            bad.resetAll();
            bad.stubFor(get(urlEqualTo(FLUSH)).willReturn(successful()));
            bad.stubFor(get(urlEqualTo(PATH)).willReturn(successful())); // the goodbye

            assertThat(delivery.await(SOON)).isTrue();
            assertThat(delivery.outcomes()).containsEntry(badUri(), PeerOutcome.ACKNOWLEDGED);
            assertThat(told(good)).as("the other peer is told once").hasSize(1);
        }
        assertThat(logs.lines("WARN"))
                .hasSize(1)
                .allMatch(line -> line.contains(badUri().toString()) && line.contains(reason));
        assertThat(logs.lines("takes flushes again")).hasSize(1);
    }

    @Test
    void flush_peerDoesNotUnderstand_isToldToDropEverything() {
        for (int status : List.of(400, 413, 414, 431)) {
            bad.resetAll();
            bad.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(status)));
            bad.stubFor(get(urlEqualTo(PATH + "?all=true")).willReturn(successful()));
            try (var broadcaster = broadcaster()) {
                Delivery delivery = broadcaster.broadcast(Flush.statement("a"));

                assertThat(delivery.await(SOON)).isTrue();
                assertThat(told(bad)).containsExactlyInAnyOrder(FLUSH, PATH + "?all=true");
            }
        }
    }

    /** Must show 5: the caller's time with a dead and a hanging peer, and the third told at once. */
    @Test
    void flush_aDeadAndAHangingPeer_costTheCallerNothing() throws IOException {
        try (var hanging = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.4"))) {
            int dead;
            try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.5"))) {
                dead = socket.getLocalPort();
            }
            var config = ClusterConfig.builder()
                    .peers(
                            "127.0.0.5:" + dead,
                            "127.0.0.4:" + hanging.getLocalPort(),
                            goodUri().toString())
                    .timeout(TIMEOUT)
                    .build();
            try (var broadcaster = new ClusterBroadcaster(config);
                    var memoizer = Memoizer.builder().broadcaster(broadcaster).build()) {
                int calls = 200;
                long[] micros = new long[calls];
                for (int i = 0; i < calls; i++) {
                    long start = System.nanoTime();
                    Delivery delivery = memoizer.flush("statement " + i);
                    micros[i] = (System.nanoTime() - start) / 1000;
                    await(() -> delivery.outcomes().get(goodUri()) == PeerOutcome.ACKNOWLEDGED);
                    assertThat(delivery.outcomes().values())
                            .as("the other two have not answered")
                            .containsExactly(PeerOutcome.PENDING, PeerOutcome.PENDING, PeerOutcome.ACKNOWLEDGED);
                }
                Arrays.sort(micros);
                System.out.printf(
                        "flush with a dead and a hanging peer: median %d µs, 99 %% %d µs%n",
                        micros[calls / 2], micros[calls * 99 / 100]);
            }
        }
    }

    /** Each byte comes in time, and all of them do not. */
    @Test
    void flush_answerDripsIn_isGivenUpAfterTheTimeout() {
        bad.stubFor(get(anyUrl()).willReturn(successful().withChunkedDribbleDelay(11, 4_000)));
        try (var broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
                .peers(badUri().toString())
                .allowedRequesters("127.0.0.1")
                .timeout(Duration.ofMillis(600))
                .build())) {
            Delivery delivery = broadcaster.broadcast(Flush.statement("a"));

            await(() -> !logs.lines("WARN").isEmpty() || delivery.outcomes().get(badUri()) == PeerOutcome.ACKNOWLEDGED);

            assertThat(logs.lines("WARN")).hasSize(1).allMatch(line -> line.contains("no answer in time"));
        }
    }

    @Test
    void timeouts_many_leakNoConnection() {
        bad.stubFor(get(anyUrl()).willReturn(successful().withFixedDelay(30_000)));
        try (var broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
                .peers(badUri().toString())
                .timeout(Duration.ofMillis(20))
                .build())) {
            // More than the connections to one peer: each that times out must give its connection back.
            Delivery delivery = broadcaster.broadcast(Flush.statement("a"));
            await(() -> bad.getAllServeEvents().size()
                            + bad.countRequestsMatching(
                                            com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl())
                                                    .build())
                                    .getCount()
                    >= 8);
            bad.resetAll();
            bad.stubFor(get(anyUrl()).willReturn(successful()));

            assertThat(delivery.await(SOON)).isTrue();
        }
    }

    @Test
    void burst_onePeerSlow_travelsInFewRequests() {
        bad.stubFor(get(anyUrl()).willReturn(successful().withFixedDelay(50)));
        try (var broadcaster = broadcaster()) {
            List<Delivery> deliveries = IntStream.range(0, 1000)
                    .mapToObj(i -> broadcaster.broadcast(Flush.statement("select * from greebles where id = " + i)))
                    .toList();

            assertThat(deliveries).allMatch(delivery -> delivery.await(SOON));
            assertThat(told(bad)).hasSizeBetween(1, 30).allMatch(url -> url.length() < 6000);
        }
    }

    @Test
    void close_peerHangs_endsWithinTheTimeoutAndLeavesNoThread() {
        bad.stubFor(get(anyUrl()).willReturn(successful().withFixedDelay(30_000)));
        var broadcaster = broadcaster();
        Delivery delivery = broadcaster.broadcast(Flush.statement("a"));
        await(() -> delivery.outcomes().get(goodUri()) == PeerOutcome.ACKNOWLEDGED);

        broadcaster.close();
        broadcaster.close();

        assertThat(delivery.await(Duration.ZERO)).isFalse();
        assertThat(broadcaster.broadcast(Flush.statement("b")).outcomes())
                .containsValue(PeerOutcome.PENDING)
                .doesNotContainValue(PeerOutcome.ACKNOWLEDGED);
        assertThat(logs.lines("after close")).hasSize(1);
        assertThat(broadcaster.getFromPeers("/x")).succeedsWithin(SOON);
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("memoizer")
                        || thread.getName().startsWith("httpclient-")));
    }

    @Test
    void close_flushUnderWay_isStillDelivered() {
        bad.stubFor(get(anyUrl()).willReturn(successful().withFixedDelay(100)));
        var broadcaster = broadcaster();
        broadcaster.broadcast(Flush.statement("a"));
        Delivery last = broadcaster.broadcast(Flush.statement("b"));

        broadcaster.close();

        assertThat(last.outcomes().values()).containsOnly(PeerOutcome.ACKNOWLEDGED);
    }

    @Test
    void threads_allAreDaemons() {
        try (var broadcaster = broadcaster()) {
            bad.stubFor(get(anyUrl()).willReturn(successful()));
            assertThat(broadcaster.broadcast(Flush.statement("a")).await(SOON)).isTrue();

            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("memoizer")
                            || thread.getName().startsWith("httpclient-"))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    /** What a peer was asked to drop; heartbeats ask for nothing. */
    private static List<String> told(WireMockServer peer) {
        return peer.getAllServeEvents().stream()
                .map(event -> event.getRequest().getUrl())
                .filter(url -> url.contains("?"))
                .toList();
    }
}
