package io.github.clustermemoizer.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page and the JSON say the same, and the JSON is as documented. */
class StatusJsonTest {
    private static final Pattern TAGS = Pattern.compile("<[^>]*>");

    private final ClusterView view = view();
    private final String page = new Page(view, "status", Optional.empty(), Optional.empty(), Optional.empty()).render();
    private final Map<?, ?> json = (Map<?, ?>) Json.read(StatusJson.write(view));

    private static ClusterView view() {
        List<ServerView> servers = new ArrayList<>(Views.servers(3, "select 1", "select '<2>'"));
        servers.set(2, Views.ill(servers.get(2), "connection refused"));
        return ClusterView.of(servers);
    }

    private static String plain(String markup) {
        return TAGS.matcher(markup)
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#39;", "'")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .strip();
    }

    private List<String> onPage(String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(found -> plain(found.group(1)))
                .toList();
    }

    private List<Map<?, ?>> servers() {
        return maps(json, "servers");
    }

    private static List<Map<?, ?>> maps(Map<?, ?> of, String name) {
        return ((List<?>) of.get(name))
                .stream().<Map<?, ?>>map(item -> (Map<?, ?>) item).toList();
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    @Test
    void summary_ofThePage_isThatOfTheJson() {
        assertThat(onPage("role=\"status\">(.*?)</p>")).containsExactly((String) json.get("summary"));
        assertThat(json.get("well")).isEqualTo(false);
        assertThat(json.get("schema")).isEqualTo(1L);
    }

    @Test
    void matrix_ofThePage_isThatOfTheJson() {
        var expected = new ArrayList<String>();
        for (Map<?, ?> server : servers()) {
            if (server.get("problem") != null) {
                expected.add("not asked " + server.get("problem"));
                continue;
            }
            for (Map<?, ?> sight : maps((Map<?, ?>) server.get("status"), "peers")) {
                String state = ((String) sight.get("state")).toLowerCase(Locale.ROOT);
                expected.add(
                        state.equals("self")
                                ? state
                                : state + " " + Shown.seconds(number(sight.get("lastHeardSeconds")))
                                        + " ago settles in "
                                        + Shown.millis(number(sight.get("settleP50Millis"))) + ", 99 % in "
                                        + Shown.millis(number(sight.get("settleP99Millis"))));
            }
        }

        assertThat(onPage("<td class=\"(?:heard|self|lost|new|left|unlisted|unasked)\"[^>]*>(.*?)</td>"))
                .isEqualTo(expected);
    }

    @Test
    void cards_ofThePage_areThoseOfTheJson() {
        List<Map<String, String>> cards = Pattern.compile("<li class=\"card.*?</dl>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .map(card -> Pattern.compile("<dt>(.*?)</dt><dd>(.*?)</dd>")
                        .matcher(card)
                        .results()
                        .collect(Collectors.toMap(m -> m.group(1), m -> plain(m.group(2)))))
                .toList();

        List<Map<String, String>> expected = servers().stream()
                .map(server -> figures((Map<?, ?>) server.get("status")))
                .toList();
        assertThat(cards).isEqualTo(expected);
        assertThat(onPage("<p class=\"note\">(Up for .*?)</p>"))
                .isEqualTo(servers().stream()
                        .map(server -> (Map<?, ?>) server.get("status"))
                        .map(status -> "Up for " + Shown.seconds(number(status.get("uptimeSeconds"))) + ", version "
                                + status.get("version"))
                        .toList());
        assertThat(onPage("<h3>.*?<bdi>(.*?)</bdi>"))
                .isEqualTo(servers().stream()
                        .map(server -> ServerView.name((String) server.get("address")))
                        .toList());
    }

    private static Map<String, String> figures(Map<?, ?> status) {
        Map<?, ?> values = (Map<?, ?>) status.get("values");
        double hits = number(values.get("hits"));
        double loads = number(values.get("loads")) + number(values.get("loadFailures"));
        var figures = new LinkedHashMap<String, String>();
        figures.put("Hit rate", Shown.percent(hits / (hits + number(values.get("misses")))));
        figures.put("Entries", Shown.count((Long) values.get("entries")));
        figures.put("Loads", Shown.count((Long) values.get("loads")));
        figures.put("Mean load", Shown.millis(1_000 * number(values.get("loadSeconds")) / loads));
        figures.put("Failed loads", Shown.count((Long) values.get("loadFailures")));
        figures.put("Flushed", Shown.count((Long) values.get("flushed")));
        Object bound = status.get("boundInForceSeconds");
        figures.put("Bound now", bound == null ? "none" : Shown.seconds(number(bound)));
        figures.put("Refused requests", Shown.count((Long) status.get("refused")));
        return figures;
    }

    @Test
    void flushes_ofThePage_areThoseOfTheJson() {
        List<String> expected = maps(json, "flushes").stream()
                .map(flush -> (Shown.seconds(number(flush.get("secondsAgo"))) + " ago"
                                + server(flush.get("origin"))
                                + ((String) flush.get("kind")).toLowerCase(Locale.ROOT) + " " + flush.get("text")
                                + maps(flush, "at").stream()
                                        .map(StatusJsonTest::at)
                                        .collect(Collectors.joining()))
                        .strip())
                .toList();

        assertThat(expected).hasSize(6);
        assertThat(onPage("<tr role=\"row\">(<td.*?)</tr>")).isEqualTo(expected);
    }

    private static String at(Map<?, ?> at) {
        Object outcome = at.get("outcome");
        String words = outcome == null
                ? ""
                : outcome.equals("ACKNOWLEDGED")
                        ? "told in " + Shown.millis(number(at.get("millis"))) + " "
                        : ((String) outcome).toLowerCase(Locale.ROOT) + " ";
        Object dropped = at.get("dropped");
        String number = ServerView.name((String) at.get("server")).replaceFirst(".*\\.(\\d+):.*", "$1");
        return number + " " + words + (dropped == null ? "" : "dropped " + dropped);
    }

    private static String server(Object address) {
        String name = ServerView.name((String) address);
        return name.replaceFirst(".*\\.(\\d+):.*", "$1") + " " + name;
    }

    @Test
    void timeLines_ofTheJson_areAllOnThePage() {
        assertThat(onPage("aria-label=\"([^\"]*; ten minutes[^\"]*)\"")).hasSize(9);
        for (Map<?, ?> server : servers()) {
            Map<?, ?> lines = (Map<?, ?>) ((Map<?, ?>) server.get("status")).get("lines");
            List<?> rate = (List<?>) lines.get("flushRate");
            assertThat(rate).hasSize(TimeLines.SLOTS);
            assertThat(page)
                    .contains("Flushes sent per second: " + Shown.rate(number(rate.get(TimeLines.SLOTS - 1)))
                            + "; ten minutes");
        }
    }

    /** Each name of a member stands in the table of the page that documents them, and no other does. */
    @Test
    void members_ofTheJson_areThoseOfTheDocument() throws Exception {
        var names = new TreeSet<String>();
        collect("", json, names);

        String document = Files.readString(Path.of("src/site/markdown/status.md"));
        var documented = Pattern.compile("(?m)^\\| `([a-zA-Z0-9.\\[\\]]+)` \\|")
                .matcher(document)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(names);
    }

    private static void collect(String path, Object value, Set<String> names) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> {
                String own = path.isEmpty() ? (String) name : path + "." + name;
                names.add(own);
                collect(own, inner, names);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(item -> collect(path + "[]", item, names));
        }
    }

    @Test
    void report_writtenAndRead_isTheSame() {
        Report report = Views.report(2, 3, "select 1");

        assertThat(ReportReader.read(ReportWriter.write(report)).values()).isEqualTo(report.values());
        assertThat(ReportWriter.write(ReportReader.read(ReportWriter.write(report))))
                .isEqualTo(ReportWriter.write(report));
    }

    @Test
    void report_ofTwentyServersAndLongStatements_fitsAnAnswer() {
        String[] statements = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> i + "\u20AC".repeat(1_000))
                .toArray(String[]::new);

        String written = ReportWriter.write(Views.report(1, 20, statements));

        assertThat(written.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeLessThan(60_001);
        assertThat(ReportReader.read(written).flushes()).hasSizeGreaterThan(10);
    }
}
