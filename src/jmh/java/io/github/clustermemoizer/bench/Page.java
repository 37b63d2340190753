package io.github.clustermemoizer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts what was measured into the pages: {@code mvn -q -Pbench verify -Dbench=page}. CSV in {@code target/bench}
 * replaces that of the same name in {@code src/site/resources/performance}, and from there all tables and curves are
 * made anew. Where they go the pages say, in comments:
 *
 * <pre>
 * &lt;!-- table: file=peers.csv; rows=peers; figures=call p50 us, bytes per call --> … &lt;!-- end -->
 * &lt;!-- curve: file=entries.csv; name=entries; curves=kind; x=entries; y=CPU us per flush --> … &lt;!-- end -->
 * </pre>
 *
 * <p>With {@code across=entries} a table has one figure, and a column for each value that stands there. Without
 * {@code curves} there is a curve for each of {@code y}.
 *
 * <p>Figures are what {@link Tables} knows. {@code where=side:^ours &amp; peers:^3$} takes only lines in which
 * these patterns are found there.
 */
public final class Page {
    private static final Path MEASURED = Path.of("target", "bench");
    private static final Path SITE = Path.of("src", "site");
    private static final Path RESOURCES = SITE.resolve(Path.of("resources", "performance"));
    private static final List<Path> PAGES =
            List.of(SITE.resolve(Path.of("markdown", "performance.md")), Path.of("README.md"));
    private static final Pattern PLACE = Pattern.compile("(?s)(<!-- (table|curve): (.*?) -->\n).*?(<!-- end -->)");
    private static final String NOTHING = "*Not measured yet.*";

    private Page() {}

    /** Makes all anew. */
    public static void main(String[] arguments) throws IOException {
        Files.createDirectories(RESOURCES);
        if (Files.isDirectory(MEASURED)) {
            try (Stream<Path> files = Files.list(MEASURED)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".csv")).toList()) {
                    take(file);
                }
            }
        }
        for (Path page : PAGES) {
            String text = Files.readString(page);
            Files.writeString(page, PLACE.matcher(text).replaceAll(Page::filled));
        }
    }

    private static void take(Path file) throws IOException {
        String text = Files.readString(file);
        LocalDate day = LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneId.systemDefault());
        Files.writeString(
                RESOURCES.resolve(file.getFileName()),
                text.startsWith("#") ? text : "# " + Csv.here(day) + "\n" + text);
    }

    private static String filled(MatchResult place) {
        Map<String, String> told = new HashMap<>();
        for (String part : place.group(3).split(";")) {
            String[] nameAndValue = part.strip().split("=", 2);
            told.put(nameAndValue[0], nameAndValue[1]);
        }
        Path file = RESOURCES.resolve(told.get("file"));
        String body = NOTHING;
        try {
            if (Files.exists(file)) {
                Csv csv = Csv.read(file);
                body = place.group(2).equals("table") ? table(csv, told) : curve(csv, told);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Matcher.quoteReplacement(place.group(1) + body + "\n" + place.group(4));
    }

    private static String table(Csv csv, Map<String, String> told) {
        List<String> rows = list(told.get("rows"));
        String figures = told.get("figures");
        Predicate<Map<String, String>> where = where(told.get("where"));
        String table = told.containsKey("across")
                ? Tables.across(csv, rows, told.get("across"), figures, where)
                : Tables.of(csv, rows, list(figures), where);
        return table + "\n\n*" + csv.origin() + "*";
    }

    private static String curve(Csv csv, Map<String, String> told) throws IOException {
        String x = told.get("x");
        List<String> y = list(told.get("y"));
        Path svg = RESOURCES.resolve(told.get("name") + ".svg");
        Files.writeString(svg, Curves.draw(csv, told.get("curves"), x, y));
        return "![%s against %s](../resources/performance/%s)".formatted(String.join(", ", y), x, svg.getFileName());
    }

    private static List<String> list(String names) {
        return Arrays.stream(names.split(",")).map(String::strip).toList();
    }

    private static Predicate<Map<String, String>> where(String conditions) {
        Predicate<Map<String, String>> all = line -> true;
        for (String condition : conditions == null ? new String[0] : conditions.split(" & ")) {
            String[] columnAndPattern = condition.split(":", 2);
            var pattern = Pattern.compile(columnAndPattern[1]);
            all = all.and(line -> pattern.matcher(line.get(columnAndPattern[0])).find());
        }
        return all;
    }
}
