package io.github.clustermemoizer.status;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushScope;
import io.github.clustermemoizer.cluster.Logs;
import io.github.clustermemoizer.cluster.PeerStatus;
import io.github.clustermemoizer.cluster.RawHttp;
import io.github.clustermemoizer.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StatusServletTest {
    private static final String PATH = StatusCluster.PATH;
    private static final String SECRET = "server-cluster.secret = known to these servers alone\n";

    private static RawHttp.Answer get(StatusCluster.Node node, String target, String... headers) {
        return RawHttp.get(node.server.uri(), target, headers);
    }

    private static RawHttp.Answer post(StatusCluster.Node node, String body, String... headers) {
        var text = new StringBuilder("POST " + PATH + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return RawHttp.exchange("127.0.0.1", node.server.uri(), text + "\r\n" + body);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    /** What a browser has after it has looked at the page: its cookie, and the token of the forms. */
    private record Visit(String cookie, String token) {
        static Visit to(StatusCluster.Node node) {
            RawHttp.Answer page = get(node, PATH);
            String cookie = found("Set-Cookie: (memoizer-status=[^;]+);", String.join("\n", page.headers()));
            return new Visit(cookie, found("name=\"token\" value=\"([^\"]+)\"", page.body()));
        }

        String header() {
            return "Cookie: " + cookie;
        }
    }

    private static List<Map<?, ?>> servers(StatusCluster.Node node) {
        Map<?, ?> json = (Map<?, ?>) Json.read(get(node, PATH + "/status.json").body());
        return ((List<?>) json.get("servers"))
                .stream().<Map<?, ?>>map(server -> (Map<?, ?>) server).toList();
    }

    @Test
    void page_anyServerSigned_showsAll() {
        try (var cluster = new StatusCluster(3, SECRET, page -> page)) {
            cluster.node(1).memoizer.memoize("select 1", () -> 1);
            cluster.node(0).memoizer.flush("select 1").await(java.time.Duration.ofSeconds(20));

            for (StatusCluster.Node node : cluster.nodes) {
                RawHttp.Answer page = get(node, PATH);

                assertThat(page.status()).isEqualTo(200);
                assertThat(page.body()).contains("All 3 servers answer and hear each other.", "select 1");
                assertThat(page.body().split("<td class=\"heard\">", -1)).hasSize(1 + 6);
                assertThat(servers(node)).allMatch(server -> server.get("problem") == null);
            }
            await(() -> get(cluster.node(2), PATH).body().contains("dropped 1"));
        }
    }

    @Test
    void answers_ofAnyKind_haveTheHeaders() {
        try (var cluster = new StatusCluster(1, "", page -> page.allowFlush(true))) {
            for (RawHttp.Answer answer : List.of(
                    get(cluster.node(0), PATH),
                    get(cluster.node(0), PATH + "/status.json"),
                    get(cluster.node(0), PATH + "/other"),
                    get(cluster.node(0), PATH, "X-Forwarded-For: 1.2.3.4"),
                    post(cluster.node(0), "do=nothing"))) {
                if (answer.status() == 403) {
                    continue; // the filter's own
                }
                String headers = String.join("\n", answer.headers());
                assertThat(headers)
                        .contains(
                                "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
                        .contains("X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin")
                        .contains("Cache-Control: no-store")
                        .doesNotContain("unsafe");
            }
        }
    }

    @Test
    void request_notLetIn_is403() {
        try (var cluster = StatusCluster.of(1)) {
            StatusCluster.Node node = cluster.node(0);
            String own = node.broadcaster.status().instance();

            assertThat(get(node, PATH, "X-Forwarded-For: 1.2.3.4").status()).isEqualTo(403);
            assertThat(get(node, PATH, "Memoizer-Node: " + own).status())
                    .as("who knows the instance id is no operator")
                    .isEqualTo(403);
            assertThat(get(node, PATH + "/status.json", "Memoizer-Node: " + own, "X-Forwarded-For: 1.2.3.4")
                            .status())
                    .isEqualTo(403);
            assertThat(get(node, PATH).status()).isEqualTo(200);
        }
    }

    @Test
    void request_guardedByTheApplication_asksForNoAddress() {
        try (var cluster = new StatusCluster(1, "", StatusServlet.Builder::guardedByApplication)) {
            assertThat(get(cluster.node(0), PATH, "X-Forwarded-For: 1.2.3.4").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void servlet_withoutFilter_answersNobody() {
        try (var cluster = new StatusCluster(1, "", page -> page)) {
            var server = io.github.clustermemoizer.cluster.TestServer.open(
                            io.github.clustermemoizer.cluster.TestServer.Container.JETTY, "127.0.0.1")
                    .start(context -> context.addServlet(
                                    "alone",
                                    StatusServlet.builder(cluster.node(0).broadcaster)
                                            .build())
                            .addMapping("/status"));
            try (server) {
                assertThat(RawHttp.get(server.uri(), "/status").status()).isEqualTo(403);
            }
        }
    }

    @Test
    void method_other_is405() {
        try (var cluster = StatusCluster.of(1)) {
            StatusCluster.Node node = cluster.node(0);
            for (String method : List.of("PUT", "DELETE", "OPTIONS")) {
                assertThat(RawHttp.send("127.0.0.1", node.server.uri(), method, PATH)
                                .status())
                        .isEqualTo(405);
            }
            assertThat(get(node, PATH + "/").status()).isEqualTo(404);
            assertThat(get(node, PATH + "/../memoizer-status/x").status()).isIn(400, 404);
        }
    }

    @Test
    void flush_allowed_reachesAllAndTheNextPageSaysSo() {
        try (var cluster = new StatusCluster(3, SECRET, page -> page.allowFlush(true))) {
            String statement = "select '<b>' & \u05E9";
            cluster.nodes.forEach(node -> node.memoizer.memoize(statement, () -> 1));
            Visit visit = Visit.to(cluster.node(0));

            RawHttp.Answer done = post(
                    cluster.node(0),
                    "do=flush&token=" + visit.token() + "&statement=" + encoded(statement),
                    visit.header());

            assertThat(done.status()).isEqualTo(303);
            String location = found("Location: (.*)", String.join("\n", done.headers()));
            assertThat(location).startsWith("memoizer-status?flushed=");
            assertThat(cluster.nodes).noneMatch(node -> node.memoizer.isCached(statement));
            String page =
                    get(cluster.node(0), "/SYSTEM/" + location, visit.header()).body();
            assertThat(page).contains("Flushed. ", "select &#39;&lt;b&gt;&#39; &amp;");
            assertThat(page.split(": acknowledged", -1)).hasSize(1 + 2);
            assertThat(get(cluster.node(1), "/SYSTEM/" + location).body()).contains("does not know what became");
        }
    }

    @Test
    void allowFlush_withASecretAndTheListAlone_isToldOf() {
        try (var logs = new Logs();
                var cluster = new StatusCluster(1, SECRET, page -> page)) {
            StatusServlet.Builder page = StatusServlet.builder(cluster.node(0).broadcaster);
            var quiet = List.of(
                    page.build(), page.allowFlush(true).guardedByApplication().build());

            assertThat(logs.lines("without the secret")).isEmpty();
            assertThat(quiet).hasSize(2);
            var unused = StatusServlet.builder(cluster.node(0).broadcaster)
                    .allowFlush(true)
                    .build();
            assertThat(logs.lines("without the secret")).hasSize(1);
        }
    }

    @Test
    void flushEverything_meant_dropsAll() {
        try (var cluster = new StatusCluster(2, "", page -> page.allowFlush(true))) {
            cluster.nodes.forEach(node -> node.memoizer.memoize("a", () -> 1));
            Visit visit = Visit.to(cluster.node(1));
            String form = "do=flush-everything&token=" + visit.token();

            assertThat(post(cluster.node(1), form, visit.header()).status()).isEqualTo(400);
            assertThat(cluster.node(0).memoizer.isCached("a")).isTrue();
            assertThat(post(cluster.node(1), form + "&meant=yes", visit.header())
                            .status())
                    .isEqualTo(303);
            assertThat(cluster.nodes).noneMatch(node -> node.memoizer.isCached("a"));
        }
    }

    @Test
    void flush_notAllowedOrForged_is403AndDropsNothing() {
        try (var allowing = new StatusCluster(1, "", page -> page.allowFlush(true));
                var other = new StatusCluster(1, "", page -> page.allowFlush(true));
                var strict = StatusCluster.of(1)) {
            Visit visit = Visit.to(allowing.node(0));
            Visit elsewhere = Visit.to(other.node(0));
            String body = "do=flush&statement=a&token=";
            allowing.node(0).memoizer.memoize("a", () -> 1);
            strict.node(0).memoizer.memoize("a", () -> 1);

            List<RawHttp.Answer> answers = new ArrayList<>();
            StatusCluster.Node node = allowing.node(0);
            answers.add(post(node, "do=flush&statement=a", visit.header()));
            answers.add(post(node, body + visit.token()));
            answers.add(post(node, body + "x" + visit.token().substring(1), visit.header()));
            answers.add(post(node, body + elsewhere.token(), elsewhere.header()));
            answers.add(post(node, body + elsewhere.token(), visit.header()));
            answers.add(post(node, body + visit.token(), visit.header(), "Origin: http://evil.example"));
            answers.add(post(node, body + visit.token(), visit.header(), "Origin: null"));
            answers.add(post(node, body + visit.token(), visit.header(), "Sec-Fetch-Site: cross-site"));
            answers.add(post(node, body + visit.token(), visit.header(), "Sec-Fetch-Site: same-site"));
            answers.add(post(node, body + visit.token(), visit.header(), "X-Forwarded-For: 1.2.3.4"));
            answers.add(post(strict.node(0), body + visit.token(), visit.header()));

            assertThat(answers).extracting(RawHttp.Answer::status).containsOnly(403);
            assertThat(node.memoizer.isCached("a")).isTrue();
            assertThat(strict.node(0).memoizer.isCached("a")).isTrue();
            assertThat(get(strict.node(0), PATH).headers()).noneMatch(header -> header.startsWith("Set-Cookie"));
            assertThat(post(
                                    node,
                                    body + visit.token(),
                                    visit.header(),
                                    "Origin: http://test",
                                    "Sec-Fetch-Site: same-origin")
                            .status())
                    .isEqualTo(303);
        }
    }

    @Test
    void explain_statementOf100Kilobytes_isFoundOnEachServer() {
        try (var cluster = new StatusCluster(3, SECRET, page -> page)) {
            String statement = "select '\u20AC" + "<x>\n".repeat(25_000) + "'";
            cluster.node(0).memoizer.memoize(statement, () -> 1);
            cluster.node(2).memoizer.memoize(statement, () -> 1);

            String page = explain(cluster.node(0), statement);

            List<String> cards = cards(page);
            assertThat(cards).hasSize(3);
            assertThat(cards.get(0)).contains("this server", "In memory");
            assertThat(cards.get(1)).contains("Knows nothing of it.");
            assertThat(cards.get(2)).contains("In memory");

            cluster.node(1).memoizer.flush(statement).await(java.time.Duration.ofSeconds(20));
            cards = cards(explain(cluster.node(0), statement));
            assertThat(cards.get(0)).contains("Not in memory", "flushed by a peer");
            assertThat(cards.get(1)).contains("Not in memory", "flushed on this server");
        }
    }

    @Test
    void pages_wireDigest_tellNoTextAndExplainByDigest() {
        try (var cluster = new StatusCluster(2, "server-cluster.wire = digest\n", page -> page)) {
            var key = io.github.clustermemoizer.StatementKey.of("select hidden").tagged("hidden tag");
            cluster.node(1).memoizer.memoize(key, () -> 1);

            List<String> cards = cards(explain(cluster.node(0), key.text()));
            assertThat(cards.get(1)).contains("In memory").doesNotContain("hidden");
            for (Flush flush : List.of(
                    Flush.statement(key.text()),
                    Flush.tag("hidden tag"),
                    Flush.prefix("hidden"),
                    Flush.matching("hid*"))) {
                cluster.node(0).memoizer.flush(flush).await(java.time.Duration.ofSeconds(20));
            }

            await(
                    "a view of now",
                    () -> cluster.nodes.stream()
                            .allMatch(node ->
                                    get(node, PATH + "/status.json").body().contains("TAG_DIGEST")));
            for (StatusCluster.Node node : cluster.nodes) {
                String json = get(node, PATH + "/status.json").body();
                assertThat(json).contains("\"DIGEST\"", "\"PREFIX\"").doesNotContain("hid");
                assertThat(get(node, PATH).body())
                        .contains("6 characters")
                        .doesNotContain("hidden tag", "select hidden");
            }
        }
    }

    private static List<Map<?, ?>> flushes(StatusCluster.Node node) {
        Map<?, ?> json = (Map<?, ?>) Json.read(get(node, PATH + "/status.json").body());
        return ((List<?>) json.get("flushes"))
                .stream().<Map<?, ?>>map(flush -> (Map<?, ?>) flush).toList();
    }

    private static long dropped(Map<?, ?> flush) {
        return ((List<?>) flush.get("at"))
                .stream()
                        .filter(at -> Long.valueOf(1).equals(((Map<?, ?>) at).get("dropped")))
                        .count();
    }

    @Test
    void flushes_byDigestOrHashes_areOneLineEach() {
        try (var cluster = new StatusCluster(3, SECRET, page -> page)) {
            String statement = "select '" + "x".repeat(10_000) + "'";
            cluster.nodes.forEach(node -> {
                node.memoizer.memoize(statement, () -> 1);
                node.memoizer.memoize("select 1", () -> 1);
            });
            cluster.node(0).memoizer.flush(statement).await(java.time.Duration.ofSeconds(20));
            try (FlushScope scope = cluster.node(1).memoizer.flushScope()) {
                for (int i = 1; i <= 10; i++) {
                    cluster.node(1).memoizer.flush("select " + i);
                }
                scope.commit().await(java.time.Duration.ofSeconds(20));
            }

            for (StatusCluster.Node node : cluster.nodes) {
                await(
                        "a view of now",
                        () -> flushes(node).stream()
                                        .filter(flush -> dropped(flush) == 3)
                                        .count()
                                == 2);
                assertThat(flushes(node))
                        .extracting(flush -> flush.get("kind"), flush -> flush.get("more"))
                        .containsExactlyInAnyOrder(tuple("STATEMENT", 9L), tuple("STATEMENT", 0L));
            }
        }
    }

    @Test
    void explain_shortStatement_isAskedByItsText() {
        try (var cluster = StatusCluster.of(2)) {
            cluster.node(1).memoizer.memoize("a&b=\u20AC", () -> 1);

            List<String> cards = cards(explain(cluster.node(0), "a&b=\u20AC"));

            assertThat(cards.get(0)).contains("Not in memory");
            assertThat(cards.get(1)).contains("In memory");
        }
    }

    @Test
    void explain_lineEndsOfEitherKind_saysWhichItFound() {
        try (var cluster = new StatusCluster(2, SECRET, page -> page)) {
            String statement = "select 1\nfrom a\nwhere b";
            String dos = statement.replace("\n", "\r\n");

            assertThat(explain(cluster.node(0), statement))
                    .contains("23 characters that nobody knows, neither with \\n nor with \\r\\n at its line ends");
            cluster.node(1).memoizer.memoize(dos, () -> 1);
            String page = explain(cluster.node(0), statement);
            assertThat(page)
                    .contains("25 characters with \\r\\n at its line ends", "\n" + statement + "</textarea>")
                    .doesNotContain("with \\n at");
            assertThat(cards(page)).hasSize(2);
            assertThat(cards(page).get(1)).contains("In memory");
            cluster.node(0).memoizer.memoize(statement, () -> 1);
            page = explain(cluster.node(0), statement);
            assertThat(page).contains("with \\n at its line ends", "with \\r\\n at its line ends");
            assertThat(cards(page)).hasSize(4);
        }
    }

    @Test
    void flush_lineEnds_dropsBothKinds() {
        try (var cluster = new StatusCluster(2, "", page -> page.allowFlush(true))) {
            String dos = "select 1\r\nfrom a";
            List<String> statements = List.of(dos, dos.replace("\r\n", "\n"));
            cluster.nodes.forEach(node -> statements.forEach(text -> node.memoizer.memoize(text, () -> 1)));
            Visit visit = Visit.to(cluster.node(0));

            RawHttp.Answer done = post(
                    cluster.node(0), "do=flush&token=" + visit.token() + "&statement=" + encoded(dos), visit.header());

            assertThat(done.status()).isEqualTo(303);
            assertThat(cluster.nodes).noneMatch(node -> statements.stream().anyMatch(node.memoizer::isCached));
            String location = found("Location: (.*)", String.join("\n", done.headers()));
            String page =
                    get(cluster.node(0), "/SYSTEM/" + location, visit.header()).body();
            assertThat(page).contains("Flushed. ", "with \\n and with \\r\\n at its line ends.");
            assertThat(page.split(": acknowledged", -1)).hasSize(1 + 1);
        }
    }

    private static String explain(StatusCluster.Node node, String statement) {
        RawHttp.Answer answer = post(node, "do=explain&statement=" + encoded(statement.replace("\n", "\r\n")));
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private static List<String> cards(String page) {
        return Pattern.compile("<li class=\"card[^\"]*\">.*?(?=<li class=\"card|</section>)", Pattern.DOTALL)
                .matcher(page.substring(page.indexOf("id=\"ask\"")))
                .results()
                .map(java.util.regex.MatchResult::group)
                .toList();
    }

    @Test
    void post_tooLongOrNoForm_is400() {
        try (var cluster = StatusCluster.of(1)) {
            StatusCluster.Node node = cluster.node(0);

            assertThat(post(node, "").status()).isEqualTo(400);
            assertThat(post(node, "do=explain&statement=").status()).isEqualTo(400);
            assertThat(post(node, "do=explain&statement=%zz").status()).isEqualTo(400);
            String head = "POST " + PATH + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n";
            assertThat(RawHttp.exchange(
                                    "127.0.0.1",
                                    node.server.uri(),
                                    head + "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\na")
                            .status())
                    .isEqualTo(400);
            assertThat(RawHttp.exchange(
                                    "127.0.0.1",
                                    node.server.uri(),
                                    head + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                            + (FormBody.LARGEST + 1) + "\r\n\r\n")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void page_peerAnswersRubbish_saysSo() {
        try (var cluster = StatusCluster.of(2)) {
            cluster.node(1).broadcaster.answer("status", about -> "{\"schema\":1,\"instance\":\"<script>\"}");

            String page = get(cluster.node(0), PATH).body();

            assertThat(page).contains("it answered with what is no status", "1 of 2 servers could be asked.");
            assertThat(page.split("<script", -1)).hasSize(2);
        }
    }

    @Test
    void page_peerKilled_saysWhyItWasNotAsked() {
        try (var cluster = StatusCluster.of(2)) {
            cluster.node(1).kill();

            await(() -> get(cluster.node(0), PATH).body().contains("1 of 2 servers could be asked."));
            assertThat(servers(cluster.node(0)).get(1).get("problem").toString())
                    .startsWith("no connection: ")
                    .endsWith("Connection refused");
        }
    }

    @Test
    void page_manyLookAtOnce_askPeersAsOneDoes() {
        try (var cluster = StatusCluster.of(2)) {
            var asked = new java.util.concurrent.atomic.AtomicInteger();
            String report = ReportWriter.write(Views.report(2, 2));
            cluster.node(1).broadcaster.answer("status", about -> {
                asked.incrementAndGet();
                return report;
            });
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                get(cluster.node(0), PATH);
            }
            double seconds = (System.nanoTime() - start) / 1e9;

            assertThat(asked.get()).isBetween(1, 2 + (int) seconds);
        }
    }

    @Test
    void mount_badPath_saysWhatIsExpected() {
        try (var cluster = StatusCluster.of(1)) {
            StatusServlet.Builder builder = StatusServlet.builder(cluster.node(0).broadcaster);

            for (String path : List.of("", "status", "/status/", "/a b", "/a/*", "//a")) {
                assertThatThrownBy(() -> builder.path(path))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("path of the status page must be");
            }
            assertThat(cluster.node(0).hears(PeerStatus.State.SELF, cluster.node(0)))
                    .isTrue();
        }
    }
}
