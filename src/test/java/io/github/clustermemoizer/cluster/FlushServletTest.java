package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Memoizer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The receiving side in real containers, spoken to over a bare socket. */
@Timeout(60)
class FlushServletTest {
    private static final String PATH = "/SYSTEM/flush-memoized-statement";

    private final ClusterConfig config = ClusterConfig.builder()
            .peers("http://127.0.0.1:1")
            .allowedRequesters("127.0.0.1", "::1")
            .build();
    private final ClusterBroadcaster broadcaster = new ClusterBroadcaster(config);
    private final Memoizer memoizer =
            Memoizer.builder().broadcaster(broadcaster).build();

    @AfterEach
    void close() {
        memoizer.close();
        broadcaster.close();
    }

    private TestServer start(TestServer.Container container, Consumer<ServletContext> mount) {
        return TestServer.open(container, "127.0.0.1").start(mount);
    }

    private TestServer mounted(TestServer.Container container) {
        return start(container, context -> FlushServlet.mount(context, broadcaster));
    }

    private void fill() {
        for (String statement : List.of("a", "b", "c")) {
            memoizer.memoize(statement, () -> 1);
        }
    }

    private void assertUntouched() {
        assertThat(memoizer.stats().size()).isEqualTo(3);
        assertThat(memoizer.stats().flushed()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void get_fromAnAllowedAddress_flushesWhatItNames(TestServer.Container container) {
        try (var server = mounted(container)) {
            fill();

            RawHttp.Answer answer = RawHttp.get(server.uri(), PATH + "?statement=a&statement=b");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("Successful.");
            assertThat(answer.headers())
                    .map(header -> header.toLowerCase(java.util.Locale.ROOT).replace(" ", ""))
                    .contains("cache-control:no-store", "content-type:text/plain;charset=utf-8", "content-length:11");
            assertThat(memoizer.isCached("a")).isFalse();
            assertThat(memoizer.isCached("b")).isFalse();
            assertThat(memoizer.isCached("c")).isTrue();
            assertThat(RawHttp.get(server.uri(), PATH + "?all=true").body()).isEqualTo("Successful.");
            assertThat(memoizer.isCached("c")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void get_overIpv6_isAllowedWhateverTheContainerPrints(TestServer.Container container) {
        try (var server =
                TestServer.open(container, "::1").start(context -> FlushServlet.mount(context, broadcaster))) {
            fill();

            assertThat(RawHttp.get(server.uri(), PATH + "?statement=a").status())
                    .isEqualTo(200);
            assertThat(memoizer.isCached("a")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void get_fromAnotherAddress_isRefused(TestServer.Container container) {
        try (var server = mounted(container)) {
            fill();

            RawHttp.Answer answer = RawHttp.send("127.0.0.2", server.uri(), "GET", PATH + "?all=true");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("Forbidden.");
            assertUntouched();
        }
    }

    @ParameterizedTest
    @EnumSource
    void get_throughAProxy_isRefused(TestServer.Container container) {
        try (var server = mounted(container)) {
            fill();
            for (String header : List.of(
                    "X-Forwarded-For: 127.0.0.1", "x-forwarded-for: ", "Forwarded: for=127.0.0.1", "Via: 1.1 proxy")) {
                assertThat(RawHttp.get(server.uri(), PATH + "?all=true", header).status())
                        .as(header)
                        .isEqualTo(403);
            }
            assertUntouched();
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherMethods_areRefused(TestServer.Container container) {
        try (var server = mounted(container)) {
            fill();
            for (String method : List.of("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "FLUSH")) {
                RawHttp.Answer answer =
                        RawHttp.send("127.0.0.1", server.uri(), method, PATH + "?all=true", "Content-Length: 0");

                assertThat(answer.status()).as(method).isIn(405, 501);
                assertThat(answer.body()).doesNotContain("Successful");
            }
            assertThat(RawHttp.send("127.0.0.1", server.uri(), "POST", PATH + "?all=true", "Content-Length: 0")
                            .headers())
                    .contains("Allow: GET");
            assertUntouched();
        }
    }

    @ParameterizedTest
    @EnumSource
    void malformedRequests_areRefusedWholeAndLoggedOnce(TestServer.Container container) {
        try (var server = mounted(container);
                var logs = new Logs()) {
            fill();
            for (String query : List.of(
                    "",
                    "?",
                    "?statement",
                    "?statement=a&news=b",
                    "?statement=a&",
                    "?statement=%",
                    "?statement=%zz",
                    "?statement=%E4",
                    "?statement=%C0%80",
                    "?statement=a&statement=%C0%80",
                    "?digest=abc",
                    "?all=false",
                    "?script=%0d%0aX:y",
                    "?statement=" + "%F0%9F%98".repeat(100))) {
                RawHttp.Answer answer = RawHttp.get(server.uri(), PATH + query);

                assertThat(answer.status()).as(query).isEqualTo(400);
                assertThat(answer.body()).doesNotContain("script");
            }
            assertUntouched();
            assertThat(logs.lines("malformed request")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusals_areLoggedOnceAMinute(TestServer.Container container) {
        try (var server = mounted(container);
                var logs = new Logs()) {
            for (int i = 0; i < 20; i++) {
                RawHttp.send("127.0.0.2", server.uri(), "GET", PATH + "?all=true");
            }
            assertThat(logs.lines("refused"))
                    .containsExactly("WARN refused a request from 127.0.0.2: not in"
                            + " server-cluster.allowed-requesters (0 more since the last such line)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void ownNode_isToldSoAndNothingIsDropped(TestServer.Container container) {
        try (var server = mounted(container)) {
            fill();
            String own = "Memoizer-Node: " + broadcaster.status().instance();

            RawHttp.Answer answer = RawHttp.send("127.0.0.2", server.uri(), "GET", PATH + "?all=true", own);

            assertThat(answer.status())
                    .as("also from an address that is not allowed")
                    .isEqualTo(200);
            assertThat(answer.headers()).contains(own);
            assertUntouched();
        }
    }

    @ParameterizedTest
    @EnumSource
    void greeting_ofAPeer_isAnswered(TestServer.Container container) {
        try (var server = mounted(container)) {
            assertThat(RawHttp.get(server.uri(), PATH, "Memoizer-Node: somebody")
                            .body())
                    .isEqualTo("Successful.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void servlet_withoutItsFilter_answersNobody(TestServer.Container container) {
        try (var server = start(container, context -> TestServer.add(context, PATH, new FlushServlet(broadcaster)))) {
            fill();

            assertThat(RawHttp.get(server.uri(), PATH + "?all=true").status()).isEqualTo(403);
            assertUntouched();
        }
    }

    @ParameterizedTest
    @EnumSource
    void forward_fromAnotherServlet_doesNotGoAroundTheFilter(TestServer.Container container) {
        try (var server = start(container, context -> {
            FlushServlet.mount(context, broadcaster);
            TestServer.add(context, "/open", new Forwarder());
        })) {
            fill();

            assertThat(RawHttp.send("127.0.0.2", server.uri(), "GET", "/open?all=true")
                            .status())
                    .isEqualTo(403);
            assertUntouched();
        }
    }

    @ParameterizedTest
    @EnumSource
    void webXmlStyle_findsTheBroadcasterInTheContext(TestServer.Container container) {
        try (var server = start(container, context -> {
            context.setAttribute(FlushServlet.BROADCASTER, broadcaster);
            context.addServlet("flush", FlushServlet.class).addMapping("/anywhere");
            context.addFilter("guard", AllowedRequesterFilter.class)
                    .addMappingForServletNames(EnumSet.of(DispatcherType.REQUEST), false, "flush");
        })) {
            fill();

            assertThat(RawHttp.get(server.uri(), "/anywhere?statement=a").status())
                    .isEqualTo(200);
            assertThat(RawHttp.send("127.0.0.2", server.uri(), "GET", "/anywhere?all=true")
                            .status())
                    .isEqualTo(403);
            assertThat(memoizer.stats().size()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mount_twice_saysSo(TestServer.Container container) {
        var failure = new AtomicReference<Throwable>();
        try (var server = start(container, context -> {
            FlushServlet.mount(context, broadcaster);
            try {
                FlushServlet.mount(context, broadcaster);
            } catch (IllegalStateException e) {
                failure.set(e);
            }
        })) {
            assertThat(failure.get()).hasMessage("a servlet or filter named memoizer-flush is mounted already");
            assertThat(RawHttp.get(server.uri(), PATH + "?all=true").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mount_inAContextPath_wantsItInTheSetting(TestServer.Container container) {
        var failure = new AtomicReference<Throwable>();
        var inShop = ClusterConfig.builder()
                .peers("http://127.0.0.1:1")
                .path("/shop/flush")
                .allowedRequesters("127.0.0.1")
                .build();
        try (var other = new ClusterBroadcaster(inShop);
                var server = TestServer.open(container, "127.0.0.1").start("/shop", context -> {
                    try {
                        FlushServlet.mount(context, broadcaster);
                    } catch (IllegalStateException e) {
                        failure.set(e);
                    }
                    FlushServlet.mount(context, other);
                })) {
            assertThat(failure.get())
                    .hasMessage("server-cluster.path must begin with the context path /shop but was " + PATH
                            + "; set it to /shop" + PATH + " on every server");
            assertThat(RawHttp.get(server.uri(), "/shop/flush?all=true").status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void statement_ofAnyKind_arrivesIntact(TestServer.Container container) {
        try (var server = mounted(container)) {
            var sending = ClusterConfig.builder().peers(server.uri().toString()).build();
            try (var sender = new ClusterBroadcaster(sending)) {
                for (String statement : List.of(
                        "",
                        " + % & = # ; \n \0 \uD83D\uDE00 \u20ac",
                        "select '" + "x".repeat(100_000) + "'",
                        "\uD83D\uDE00".repeat(50_000),
                        "lone \uD800 surrogate",
                        "'; drop table greebles; --<script>alert(1)</script>\r\nSet-Cookie: a=b")) {
                    memoizer.memoize(statement, () -> 1);
                    memoizer.memoize(statement + "x", () -> 1);

                    var delivery = sender.broadcast(io.github.clustermemoizer.Flush.statement(statement));

                    assertThat(delivery.await(java.time.Duration.ofSeconds(20))).isTrue();
                    assertThat(memoizer.isCached(statement)).isFalse();
                    assertThat(memoizer.isCached(statement + "x")).isTrue();
                }
            }
        }
    }

    @org.junit.jupiter.api.Test
    void find_withoutABroadcaster_saysWhatToDo() {
        try (var server = TestServer.open(TestServer.Container.JETTY, "127.0.0.1")) {
            assertThatThrownBy(() -> server.start(context -> {
                        context.addFilter("guard", AllowedRequesterFilter.class);
                        context.addServlet("flush", FlushServlet.class).setLoadOnStartup(1);
                    }))
                    .rootCause()
                    .hasMessage("the servlet context must have a ClusterBroadcaster as attribute"
                            + " io.github.clustermemoizer.cluster.ClusterBroadcaster; set it in a"
                            + " ServletContextListener");
        }
    }

    @SuppressWarnings("serial")
    private static final class Forwarder extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws jakarta.servlet.ServletException, java.io.IOException {
            request.getRequestDispatcher(PATH).forward(request, response);
        }
    }
}
