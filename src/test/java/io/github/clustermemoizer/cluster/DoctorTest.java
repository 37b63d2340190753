package io.github.clustermemoizer.cluster;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.github.clustermemoizer.Memoizer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of misconfiguration, made for real with three servers: the doctor names it, and what to change where. */
@Timeout(60)
class DoctorTest {
    private static final String SECRET = "server-cluster.secret = known to these servers alone";

    private static Path trust;
    private static Path www1;
    private static Path www2;
    private static Path expired;
    private static Path stranger;

    /**
     * Something that is wrong.
     *
     * @param looker the number of the server that looks
     * @param about at what; null for itself
     */
    private record Case(
            Problem problem, Supplier<Ward> made, int looker, Function<Ward, @Nullable URI> about, List<String> words) {
        Case(Problem problem, Supplier<Ward> made, int looker, Function<Ward, @Nullable URI> about, String... words) {
            this(problem, made, looker, about, List.of(words));
        }

        /** Where the machine is slow, something is late now and then. */
        boolean isAllThatIsIn(List<Finding> findings) {
            return findings.stream().anyMatch(finding -> finding.problem() == problem)
                    && findings.stream().map(Finding::problem).allMatch(found -> found == problem || found.isNote());
        }

        boolean isSeenByAnyMachine() {
            return !EnumSet.of(
                            Problem.SEVERAL_SERVERS, // now and then
                            Problem.NOT_LISTED,
                            Problem.REFUSED_HERE,
                            Problem.UNREACHED_BY_PEER,
                            Problem.FLUSH_NOT_TAKEN,
                            Problem.FLUSH_WITHOUT_EFFECT)
                    .contains(problem);
        }

        @Override
        public String toString() {
            return problem + " " + words.get(0);
        }
    }

    @BeforeAll
    static void issue(@TempDir Path ours, @TempDir Path theirs) {
        var authority = new Certificates(ours);
        trust = authority.trust();
        www1 = authority.of("127.0.0.1");
        www2 = authority.of("127.0.0.2");
        expired = authority.expired("127.0.0.2");
        stranger = new Certificates(theirs).of("127.0.0.2");
    }

    /** What www1 finds of www2, which has this instead of, or beside, what all have. */
    private static Case ofWww2(Problem problem, Function<Ward, Ward> wrong, String... words) {
        return new Case(problem, () -> wrong.apply(new Ward()), 1, ward -> ward.www(2), words);
    }

    /** What www1 finds of something that all list beside the three. */
    private static Case ofAnother(Problem problem, Function<Ward, URI> other, String... words) {
        var uri = new URI[1];
        return new Case(
                problem,
                () -> {
                    var ward = new Ward();
                    uri[0] = other.apply(ward);
                    return ward.alsoListed(uri[0]);
                },
                1,
                ward -> uri[0],
                words);
    }

    private static Case ofStub(Problem problem, ResponseDefinitionBuilder answer, String... words) {
        return ofAnother(problem, ward -> stub(ward, answer), words);
    }

    private static Case overTls(Problem problem, Path keyOfWww2, String fileOfWww1, String... words) {
        return new Case(
                problem,
                () -> new Ward(null, new Https(keyOfWww2, null), null).file(1, fileOfWww1),
                1,
                ward -> ward.www(2),
                words);
    }

    private static String trusting() {
        return "server-cluster.trust-store = " + trust + "\nserver-cluster.trust-store-password = "
                + Certificates.PASSWORD;
    }

    private static URI withScheme(String scheme, URI uri) {
        return URI.create(uri.toString().replaceFirst("https?", scheme));
    }

    private static URI stub(Ward ward, ResponseDefinitionBuilder answer) {
        var stub = new WireMockServer(options().bindAddress("127.0.0.4").dynamicPort());
        stub.start();
        ward.keep(stub::stop);
        stub.stubFor(any(anyUrl()).willReturn(answer));
        return URI.create("http://127.0.0.4:" + stub.port());
    }

    static Stream<Case> reach() {
        return Stream.of(
                ofAnother(
                        Problem.NAME_NOT_FOUND,
                        ward -> URI.create("http://no-such-host.invalid:8080"),
                        "no-such-host.invalid has no address",
                        "server-cluster.peers"),
                ofAnother(
                        Problem.NO_CONNECTION,
                        ward -> URI.create("http://127.0.0.4:1"),
                        "nobody listens there",
                        "server-cluster.peers"),
                ofAnother(Problem.NO_ANSWER, DoctorTest::silent, "no answer within 500ms", "firewall"),
                ofAnother(Problem.BROKEN_OFF, DoctorTest::babbling, "broke off"),
                ofStub(
                        Problem.UNAVAILABLE,
                        aResponse().withStatus(503),
                        "it answers 503",
                        "look at the server behind http://127.0.0.4"));
    }

    static Stream<Case> tls() {
        return Stream.of(
                overTls(
                        Problem.CERTIFICATE_UNTRUSTED,
                        stranger,
                        trusting(),
                        "is not trusted by this server",
                        "server-cluster.trust-store here"),
                overTls(
                        Problem.CERTIFICATE_OF_OTHER_HOST,
                        www1,
                        trusting(),
                        "for another host",
                        "names 127.0.0.2",
                        "server-cluster.peers"),
                overTls(Problem.CERTIFICATE_EXPIRED, expired, trusting(), "has expired", "give that server a new one"),
                new Case(
                        Problem.OWN_CERTIFICATE_REFUSED,
                        () -> new Ward(null, new Https(www2, trust), null).file(1, trusting()),
                        1,
                        ward -> ward.www(2),
                        "refused the certificate of this server",
                        "server-cluster.key-store here"),
                httpAtTlsPort(null, new Https(www2, null)),
                httpAtTlsPort(new Https(www1, null), null),
                new Case(
                        Problem.HTTPS_AT_PLAIN_PORT,
                        () -> {
                            var ward = new Ward();
                            return ward.peers(ward.www(1), withScheme("https", ward.www(2)), ward.www(3));
                        },
                        1,
                        ward -> withScheme("https", ward.www(2)),
                        "does not speak TLS",
                        "write http:// in server-cluster.peers"));
    }

    /** Tomcat answers with a page, Jetty with what is no HTTP. */
    private static Case httpAtTlsPort(@Nullable Https jetty, @Nullable Https tomcat) {
        int number = jetty != null ? 1 : 2;
        return new Case(
                Problem.HTTP_AT_TLS_PORT,
                () -> {
                    var ward = new Ward(jetty, tomcat, null);
                    return ward.peers(withScheme("http", ward.www(1)), withScheme("http", ward.www(2)), ward.www(3));
                },
                3,
                ward -> withScheme("http", ward.www(number)),
                "it speaks TLS at that port",
                "write https:// in server-cluster.peers");
    }

    static Stream<Case> refusals() {
        return Stream.of(
                ofWww2(
                        Problem.NOT_ALLOWED,
                        ward -> ward.file(2, "server-cluster.allowed-requesters = 127.0.0.9"),
                        "whose address is 127.0.0.1 there",
                        "add 127.0.0.1 to server-cluster.allowed-requesters there"),
                new Case(
                        Problem.NOT_ALLOWED,
                        () -> new Ward().files(SECRET).file(2, "server-cluster.allowed-requesters = 127.0.0.9"),
                        1,
                        ward -> ward.www(2),
                        "add 127.0.0.1 to server-cluster.allowed-requesters there"),
                ofAnother(
                        Problem.PROXY_NOT_TRUSTED,
                        ward -> proxy(ward, ReverseProxy.Style.X_FORWARDED_FOR).uri(),
                        "through a proxy, from 127.0.0.9",
                        "list the server itself in server-cluster.peers, or add 127.0.0.9 to"
                                + " server-cluster.trusted-proxies there"),
                new Case(
                        Problem.PROXY_HIDES_CLIENT,
                        () -> hidden("Via", "1.1 somewhere"),
                        1,
                        ward -> ward.www(2),
                        "the proxy at 127.0.0.1 does not tell it who asked",
                        "X-Forwarded-For",
                        "server-cluster.peers"),
                new Case(
                        Problem.PROXY_UNCLEAR,
                        () -> hidden("X-Forwarded-For", "unknown"),
                        1,
                        ward -> ward.www(2),
                        "the proxy at 127.0.0.1",
                        "X-Forwarded-For",
                        "server-cluster.peers"),
                ofWww2(
                        Problem.CLUSTERING_OFF,
                        ward -> ward.file(2, "server-cluster.enabled = false"),
                        "clustering is off there",
                        "server-cluster.enabled = true"),
                ofWww2(
                        Problem.NO_FILTER,
                        ward -> ward.mount(
                                2,
                                (context, broadcaster) -> TestServer.add(
                                        context, ClusterConfigBuilder.DEFAULT_PATH, new FlushServlet(broadcaster))),
                        "without its filter",
                        "AllowedRequesterFilter"),
                ofWww2(
                        Problem.NOT_SIGNED,
                        ward -> ward.file(2, SECRET),
                        "this server has no secret",
                        "server-cluster.secret here"),
                ofWww2(
                        Problem.OTHER_SECRET,
                        ward -> ward.files(SECRET).file(2, SECRET + ", nearly"),
                        "its secret is another one",
                        "server-cluster.secret"),
                ofWww2(
                        Problem.ANSWER_NOT_SIGNED,
                        ward -> ward.file(1, SECRET),
                        "its answers are not signed",
                        "server-cluster.secret there"),
                ofStub(
                        Problem.REFUSED,
                        aResponse().withStatus(403).withBody("No."),
                        "403 without a reason",
                        "server-cluster.allowed-requesters",
                        "server-cluster.secret"));
    }

    static Stream<Case> others() {
        return Stream.of(
                ofWww2(
                        Problem.NO_SERVLET,
                        ward -> ward.mount(2, (context, broadcaster) -> {}),
                        "it answers 404",
                        "mount FlushServlet",
                        "server-cluster.path"),
                ofWww2(
                        Problem.OTHER_PATH,
                        ward -> ward.files("server-cluster.path = /flush")
                                .file(2, "server-cluster.path = " + ClusterConfigBuilder.DEFAULT_PATH),
                        "nothing at /flush, but at /SYSTEM/flush-memoized-statement",
                        "server-cluster.path"),
                ofStub(
                        Problem.OTHER_BODY,
                        aResponse().withBody("<form>Please log in. It was successful.</form>"),
                        "such as a login page",
                        "server-cluster.path"),
                ofStub(
                        Problem.REDIRECT,
                        aResponse().withStatus(302).withHeader("Location", "https://127.0.0.4/login"),
                        "a redirect (302)",
                        "write https:// in server-cluster.peers"),
                ofStub(
                        Problem.OTHER_STATUS,
                        aResponse().withStatus(401),
                        "it answers 401",
                        "without a login",
                        "server-cluster.path"),
                ofAnother(Problem.OLDER_VERSION, DoctorTest::older, "an older version", "the same on every server"),
                ofAnother(
                        Problem.OTHER_VERSION,
                        DoctorTest::introduced,
                        "it has version 9.9.9",
                        "the same on every server"),
                new Case(
                        Problem.SEVERAL_SERVERS,
                        () -> balanced(""),
                        3,
                        ward -> ward.www(1),
                        "a load balancer",
                        "each server by itself in server-cluster.peers"),
                new Case(
                        Problem.SEVERAL_SERVERS,
                        () -> balanced(SECRET),
                        3,
                        ward -> ward.www(1),
                        "a load balancer",
                        "each server by itself in server-cluster.peers"),
                new Case(
                        Problem.LISTED_TWICE,
                        () -> {
                            var ward = new Ward();
                            return ward.alsoListed(ward.servers[1].openAnother(4));
                        },
                        1,
                        ward -> ward.www(2),
                        "the same server is listed as http://127.0.0.2",
                        "out of server-cluster.peers"),
                new Case(
                        Problem.NOT_LISTED,
                        () -> {
                            var ward = new Ward();
                            return ward.file(2, "server-cluster.peers = " + ward.www(2) + ", " + ward.www(3));
                        },
                        1,
                        ward -> ward.www(2),
                        "does not list this server",
                        "server-cluster.peers there"),
                new Case(
                        Problem.REFUSED_HERE,
                        () -> new Ward().file(1, "server-cluster.allowed-requesters = 127.0.0.9"),
                        1,
                        ward -> ward.www(2),
                        "not taken here (answered 403)",
                        "server-cluster.allowed-requesters here"),
                new Case(
                        Problem.UNREACHED_BY_PEER,
                        () -> new Ward(new Https(www1, null), null, null).file(1, trusting()),
                        1,
                        ward -> ward.www(2),
                        "do not arrive here (TLS)",
                        "server-cluster.peers there"),
                ofWww2(
                        Problem.DIFFERENT_SETTING,
                        ward -> ward.file(2, "server-cluster.staleness-bound = 60s"),
                        "server-cluster.staleness-bound is 60s there and 3s here",
                        "on every server"),
                ofWww2(
                        Problem.DIFFERENT_SETTING,
                        ward -> ward.file(2, SECRET).file(2, "server-cluster.accept-unsigned = true"),
                        "server-cluster.secret is set there and not set here"),
                ofWww2(
                        Problem.DIFFERENT_CHOICE,
                        ward -> ward.file(2, "server-cluster.wire = digest"),
                        "server-cluster.wire is digest there and text here, which is allowed"),
                new Case(
                        Problem.PROXY_BETWEEN,
                        () -> {
                            var ward = new Ward().files("server-cluster.trusted-proxies = 127.0.0.9");
                            ReverseProxy proxy = proxy(ward, ReverseProxy.Style.FORWARDED);
                            return ward.peers(ward.www(1), proxy.uri(), ward.www(3));
                        },
                        1,
                        DoctorTest::proxyOf,
                        "a proxy stands in between",
                        "server-cluster.peers"),
                ofWww2(
                        Problem.NO_MEMOIZER,
                        ward -> ward.withoutMemoizer(2),
                        "no memoizer is attached to its broadcaster",
                        "broadcaster(...) on that server"),
                new Case(
                        Problem.NO_MEMOIZER,
                        () -> new Ward().withoutMemoizer(1),
                        1,
                        ward -> null,
                        "the broadcaster of this server"),
                ofWww2(
                        Problem.FLUSH_NOT_TAKEN,
                        ward -> ward.mount(2, DoctorTest::failing),
                        "did not acknowledge a flush within 500ms",
                        "server-cluster.timeout"),
                ofWww2(
                        Problem.FLUSH_WITHOUT_EFFECT,
                        ward -> ward.mount(2, DoctorTest::deaf),
                        "acknowledged a flush that dropped nothing",
                        "server-cluster.peers"),
                new Case(
                        Problem.NO_PEER,
                        () -> {
                            var ward = new Ward();
                            return ward.peers(ward.www(1));
                        },
                        1,
                        ward -> null,
                        "nobody but this server",
                        "server-cluster.peers"),
                new Case(
                        Problem.NOBODY_ALLOWED,
                        () -> new Ward().file(1, "server-cluster.allowed-requesters ="),
                        1,
                        ward -> null,
                        "server-cluster.allowed-requesters is empty here"),
                new Case(
                        Problem.WRONG_SELF,
                        () -> {
                            var ward = new Ward();
                            return ward.files("server-cluster.self = " + ward.www(2));
                        },
                        1,
                        ward -> null,
                        "server-cluster.self says that this server is http://127.0.0.2"),
                new Case(
                        Problem.CLUSTERING_OFF,
                        () -> new Ward().file(1, "server-cluster.enabled = false"),
                        1,
                        ward -> null,
                        "clustering is off here",
                        "server-cluster.enabled = true"));
    }

    @ParameterizedTest
    @MethodSource({"reach", "tls", "refusals", "others"})
    void diagnose_somethingIsWrong_namesItAndWhatToChange(Case made) {
        try (Ward ward = made.made.get().start()) {
            URI peer = made.about.apply(ward);
            var found = new AtomicReference<List<Finding>>(List.of());

            await(made.toString(), () -> {
                found.set(ward.findings(made.looker, peer));
                return made.isAllThatIsIn(found.get());
            });
            assertSaysSo(made, found.get());

            if (peer != null && made.isSeenByAnyMachine()) {
                await(made + ", by any machine", () -> {
                    found.set(fromOutside(ward.config(made.looker), peer));
                    return made.isAllThatIsIn(found.get());
                });
                assertSaysSo(made, found.get());
            }
        }
    }

    private static List<Finding> fromOutside(ClusterConfig config, URI peer) {
        ExecutorService executor = Executors.newCachedThreadPool();
        Diagnosis diagnosis = DoctorCommand.look(config, executor);
        executor.shutdown();
        return diagnosis.peers().stream()
                .filter(row -> row.peer().equals(peer))
                .flatMap(row -> row.findings().stream())
                .toList();
    }

    private static void assertSaysSo(Case made, List<Finding> findings) {
        assertThat(findings)
                .filteredOn(finding -> finding.problem() == made.problem)
                .singleElement()
                .extracting(finding -> finding.sentence()
                        .replace("this machine", "this server")
                        .replace("in this file", "here"))
                .asString()
                .contains(made.words)
                .doesNotContain("\n", "known to these");
    }

    @Test
    void problems_ofCases_areAllThatCanBeMade() {
        var made = EnumSet.noneOf(Problem.class);
        Stream.of(reach(), tls(), refusals(), others()).flatMap(cases -> cases).forEach(one -> made.add(one.problem));

        // A clock cannot be set here, and the JDK's own lowest TLS is what we ask for.
        assertThat(EnumSet.complementOf(made))
                .containsExactly(Problem.CERTIFICATE_NOT_YET_VALID, Problem.NO_COMMON_TLS, Problem.TLS_FAILED);
    }

    @Test
    void diagnose_allIsWell_findsNothingAndMeasures() {
        for (String secret : List.of("", SECRET)) {
            try (Ward ward = new Ward().files(secret).start()) {
                // By then the lanes have used up some numbers of the one row that all signed requests share.
                await(() -> ward.broadcaster(1).status().peers().stream()
                        .allMatch(peer ->
                                peer.state() == PeerStatus.State.SELF || peer.state() == PeerStatus.State.HEARD));

                Diagnosis diagnosis = ward.diagnose(1);
                IntStream.range(0, 10).forEach(i -> ward.diagnose(1));

                assertThat(diagnosis.all()).isEmpty();
                assertThat(ward.broadcaster(2).status().received().refused()).containsEntry("stale", 0L);
                assertThat(diagnosis.peers()).hasSize(3).satisfies(peers -> {
                    assertThat(peers.get(0).isSelf()).isTrue();
                    assertThat(peers.subList(1, 3)).allSatisfy(peer -> {
                        assertThat(peer.roundTrip()).isPresent();
                        assertThat(peer.flush()).isPresent();
                        assertThat(peer.instance()).isPresent();
                    });
                });
                assertThat(diagnosis.toString()).contains(ward.www(2) + " is well (answers in");
            }
        }
    }

    /** It would be told to drop everything if the canary counted as a flush: its first ones were before it was found. */
    @Test
    void diagnose_thenAPeerIsFound_leavesItsValues() {
        try (var ward = new Ward()) {
            ward.start(2);
            ward.start(3);
            try (var memoizer =
                    Memoizer.builder().broadcaster(ward.broadcaster(3)).build()) {
                memoizer.memoize("select 1", () -> 1);
                var peers = new AtomicReference<>(List.of(ward.www(2)));
                var looker = ward.keep(new ClusterBroadcaster(ClusterConfig.builder()
                        .peerSource(peers::get)
                        .peersRefresh(Duration.ofMillis(50))
                        .heartbeat(Duration.ofMillis(100))
                        .stalenessBound(Duration.ofSeconds(3))
                        .build()));
                await(() -> looker.diagnose().join().peers().stream()
                        .anyMatch(peer -> peer.flush().isPresent()));

                peers.set(List.of(ward.www(2), ward.www(3)));

                await(() -> looker.diagnose().join().peers().stream()
                        .filter(peer -> peer.peer().equals(ward.www(3)))
                        .anyMatch(peer -> peer.flush().isPresent()));
                assertThat(memoizer.isCached("select 1")).isTrue();
            }
        }
    }

    @Test
    void diagnose_afterClose_completes() {
        var closed = new ClusterBroadcaster(
                ClusterConfig.builder().peers("http://127.0.0.4:1").build());
        closed.close();

        assertThat(closed.diagnose()).succeedsWithin(Duration.ofSeconds(40));
    }

    private static URI proxyOf(Ward ward) {
        return ward.config(1).peers().get(1);
    }

    private static ReverseProxy proxy(Ward ward, ReverseProxy.Style style) {
        try {
            return ward.keep(new ReverseProxy("127.0.0.9", ward.www(2), style));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts, and never answers. */
    private static URI silent(Ward ward) {
        return socket(ward, null);
    }

    private static URI babbling(Ward ward) {
        return socket(ward, "SSH-2.0-OpenSSH\r\n");
    }

    private static URI socket(Ward ward, @Nullable String answer) {
        try {
            var socket = ward.keep(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.4")));
            var thread = new Thread(() -> {
                while (!socket.isClosed() && answer != null) {
                    try (var client = socket.accept()) {
                        client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        // one client less
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            return URI.create("http://127.0.0.4:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ResponseDefinitionBuilder successful() {
        return aResponse()
                .withBody(Wire.SUCCESSFUL)
                .withHeader(Headers.NODE, "other")
                .withHeader(Headers.TOKEN, "other:1");
    }

    /** Takes flushes, and finds the rest malformed. */
    private static URI older(Ward ward) {
        var stub = new WireMockServer(options().bindAddress("127.0.0.4").dynamicPort());
        stub.start();
        ward.keep(stub::stop);
        stub.stubFor(any(anyUrl()).willReturn(successful()));
        stub.stubFor(any(urlMatching(".*ask=.*"))
                .willReturn(aResponse().withStatus(400).withBody("Bad request.")));
        return URI.create("http://127.0.0.4:" + stub.port());
    }

    /** Introduces itself. */
    private static URI introduced(Ward ward) {
        var stub = new WireMockServer(options().bindAddress("127.0.0.4").dynamicPort());
        stub.start();
        ward.keep(stub::stop);
        stub.stubFor(any(anyUrl()).willReturn(successful()));
        var there = new WhoAmI("9.9.9", 1, false, Map.of(), null, false, null, null);
        stub.stubFor(any(urlMatching(".*ask=.*")).willReturn(successful().withBody(there.toJson())));
        return URI.create("http://127.0.0.4:" + stub.port());
    }

    private static void filtered(ServletContext context, ClusterBroadcaster broadcaster, Filter filter) {
        context.addFilter("first", filter).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        FlushServlet.mount(context, broadcaster);
    }

    /** All that comes to www2 has this header, of a proxy that is trusted. */
    private static Ward hidden(String header, String value) {
        Filter proxy = (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public Enumeration<String> getHeaders(String name) {
                        return name.equalsIgnoreCase(header)
                                ? Collections.enumeration(List.of(value))
                                : super.getHeaders(name);
                    }
                },
                response);
        return new Ward()
                .file(2, "server-cluster.trusted-proxies = 127.0.0.1")
                .mount(2, (context, broadcaster) -> filtered(context, broadcaster, proxy));
    }

    private static boolean isFlush(ServletRequest request) {
        String query = ((HttpServletRequest) request).getQueryString();
        return query != null && (query.contains("statement=") || query.contains("hashes="));
    }

    private static void failing(ServletContext context, ClusterBroadcaster broadcaster) {
        filtered(context, broadcaster, (request, response, chain) -> {
            if (isFlush(request)) {
                ((HttpServletResponse) response).sendError(500);
            } else {
                chain.doFilter(request, response);
            }
        });
    }

    /** Takes a flush for a mere greeting. */
    private static void deaf(ServletContext context, ClusterBroadcaster broadcaster) {
        filtered(context, broadcaster, (request, response, chain) -> {
            var http = (HttpServletRequest) request;
            chain.doFilter(
                    isFlush(request)
                            ? new HttpServletRequestWrapper(http) {
                                @Override
                                public @Nullable String getQueryString() {
                                    return null;
                                }
                            }
                            : http,
                    response);
        });
    }

    /** Two servers by turns stand at the address of www1. */
    private static Ward balanced(String secret) {
        var ward = new Ward().files(secret);
        return ward.mount(1, (context, one) -> {
            var other = ward.keep(new ClusterBroadcaster(ward.config(1)));
            var turn = new AtomicInteger();
            List<FlushServlet> servlets = List.of(new FlushServlet(one), new FlushServlet(other));
            List<Filter> filters = List.of(new AllowedRequesterFilter(one), new AllowedRequesterFilter(other));
            @SuppressWarnings("serial")
            var balancer = new HttpServlet() {
                @Override
                protected void service(HttpServletRequest request, HttpServletResponse response)
                        throws ServletException, IOException {
                    int i = turn.getAndIncrement() & 1;
                    filters.get(i).doFilter(request, response, servlets.get(i)::service);
                }
            };
            TestServer.add(context, ClusterConfigBuilder.DEFAULT_PATH, balancer);
        });
    }
}
