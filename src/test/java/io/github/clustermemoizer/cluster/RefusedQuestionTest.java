package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger learns who asks: the rule that keeps him out, and his own address. */
@Timeout(60)
class RefusedQuestionTest {
    private static final String PATH = ClusterConfigBuilder.DEFAULT_PATH;
    private static final String STRANGER = "127.0.0.7";
    private static final String ALLOWED = "127.0.0.2";
    private static final List<String> QUESTIONS =
            List.of("?doctor", "?ask=who-am-i", "?ask=canary&about=x", "?ask=%00");

    private static ClusterConfig.Builder config() {
        return ClusterConfig.builder()
                .peers("http://127.0.0.3:1")
                .allowedRequesters(ALLOWED)
                .trustedProxies("127.0.0.9", "127.0.0.8");
    }

    /** Asks in every way that comes to a stranger's mind, and returns the bodies. */
    private static List<String> ask(TestServer server, String from) {
        List<String[]> headers = List.of(
                new String[] {},
                new String[] {"X-Forwarded-For: <script>alert(1)</script>, 10.9.8.7"},
                new String[] {"X-Forwarded-For: 10.9.8.7", "Forwarded: for=10.9.8.6"},
                new String[] {"Via: 1.1 intruder"},
                new String[] {"Memoizer-Node: intruder", "Memoizer-Token: intruder:1", "Memoizer-Signature: intruder"},
                new String[] {"Memoizer-Node: intruder", "Memoizer-Node: intruder"});
        var bodies = new ArrayList<String>();
        for (String question : QUESTIONS) {
            for (String[] lines : headers) {
                for (String method : List.of("GET", "POST")) {
                    RawHttp.Answer answer = RawHttp.send(from, server.uri(), method, PATH + question, lines);
                    assertThat(answer.status()).as(question).isEqualTo(403);
                    assertThat(answer.headers()).noneMatch(line -> line.contains("emoizer"));
                    assertThat(answer.body()).doesNotContain("intruder", "10.9.8", "script");
                    bodies.add(answer.body());
                }
            }
        }
        return bodies;
    }

    private static List<Integer> flush(TestServer server, String from) {
        return Stream.of("", "?statement=a", "?all=true", "?doctor=", "?xdoctor", "?statement=a&doctor")
                .map(query -> RawHttp.send(from, server.uri(), "GET", PATH + query))
                .peek(answer -> assertThat(answer.body()).isEqualTo("Forbidden."))
                .map(RawHttp.Answer::status)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void question_ofAStranger_tellsTheRuleAndHisAddressAndNothingElse(TestServer.Container container) {
        try (var broadcaster = new ClusterBroadcaster(config().build());
                var server = TestServer.open(container, "127.0.0.1")
                        .start(context -> FlushServlet.mount(context, broadcaster))) {
            assertThat(ask(server, STRANGER))
                    .containsOnly(
                            "{\"refused\":\"not-allowed\",\"address\":\"127.0.0.7\"}",
                            "{\"refused\":\"proxy-not-trusted\",\"address\":\"127.0.0.7\"}",
                            "Forbidden.");
            assertThat(flush(server, STRANGER)).containsOnly(403);
            // Through a proxy that is trusted his own address is told, written anew.
            assertThat(RawHttp.send(
                                    "127.0.0.9",
                                    server.uri(),
                                    "GET",
                                    PATH + "?doctor",
                                    "X-Forwarded-For: [2001:DB8:0::1]:80")
                            .body())
                    .isEqualTo("{\"refused\":\"not-allowed\",\"address\":\"2001:db8::1\"}");
            assertThat(RawHttp.send("127.0.0.9", server.uri(), "GET", PATH + "?doctor", "X-Forwarded-For: x")
                            .body())
                    .isEqualTo("{\"refused\":\"proxy-unclear\",\"address\":\"127.0.0.9\"}");
        }
    }

    @Test
    void question_ofAStrangerWithoutTheSecret_tellsNothing() {
        ClusterConfig config = config().secret("known to these servers alone").build();
        try (var broadcaster = new ClusterBroadcaster(config);
                var server = TestServer.open(TestServer.Container.JETTY, "127.0.0.1")
                        .start(context -> FlushServlet.mount(context, broadcaster))) {
            assertThat(ask(server, STRANGER)).containsOnly("Forbidden.");
            // Who has an allowed address may know that it is the secret that he lacks.
            assertThat(RawHttp.send(ALLOWED, server.uri(), "GET", PATH + "?doctor")
                            .body())
                    .isEqualTo("{\"refused\":\"not-signed\",\"address\":\"127.0.0.2\"}");
            assertThat(RawHttp.send(ALLOWED, server.uri(), "GET", PATH + "?doctor", "Memoizer-Signature: x")
                            .body())
                    .isEqualTo("{\"refused\":\"other-secret\",\"address\":\"127.0.0.2\"}");
            assertThat(flush(server, ALLOWED)).containsOnly(403);
        }
    }

    @Test
    void question_whereClusteringIsOffOrTheFilterIsMissing_tellsNoMore() {
        try (var off = new ClusterBroadcaster(config().enabled(false).build());
                var bare = new ClusterBroadcaster(config().build());
                var server = TestServer.open(TestServer.Container.JETTY, "127.0.0.1")
                        .start(context -> {
                            FlushServlet.mount(context, off);
                            TestServer.add(context, "/bare", new FlushServlet(bare));
                        })) {
            assertThat(ask(server, STRANGER))
                    .containsOnly("{\"refused\":\"clustering-off\",\"address\":\"127.0.0.7\"}", "Forbidden.");
            assertThat(RawHttp.send(STRANGER, server.uri(), "GET", "/bare?doctor")
                            .body())
                    .isEqualTo("{\"refused\":\"no-filter\",\"address\":\"127.0.0.7\"}");
            assertThat(RawHttp.send(STRANGER, server.uri(), "GET", "/bare?statement=a")
                            .body())
                    .isEqualTo("Forbidden.");
        }
    }

    @Test
    void doctor_ofAnAllowedRequester_tellsWhatThisServerFinds() {
        try (var ward = new Ward()
                .file(2, "server-cluster.allowed-requesters = 127.0.0.9")
                .start()) {
            RawHttp.Answer answer = RawHttp.send("127.0.0.4", ward.www(1), "GET", PATH + "?doctor");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers())
                    .anyMatch(line -> line.equalsIgnoreCase("Content-Type: application/json")
                            || line.toLowerCase(Locale.ROOT).startsWith("content-type: application/json;"));
            assertThat(Json.read(answer.body())).isInstanceOfSatisfying(Map.class, map -> {
                assertThat(map.get("schema")).isEqualTo(1L);
                assertThat(map.get("healthy")).isEqualTo(false);
                assertThat((List<?>) map.get("peers")).hasSize(3);
                assertThat(answer.body()).contains("\"problem\":\"not-allowed\"", "add 127.0.0.1 to");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"refused\":1}", "{\"refused\":\"no-memoizer\"}", "Forbidden.", "null"})
    void parse_notOneOfOurs_isNone(String body) {
        assertThat(RefusedQuestion.parse(body)).isNull();
    }

    @Test
    void parse_addressIsNone_isLeftOut() {
        assertThat(RefusedQuestion.parse("{\"refused\":\"not-allowed\",\"address\":\"<b>1.2.3.4\"}"))
                .isEqualTo(new RefusedQuestion(Problem.NOT_ALLOWED, null));
    }
}
