package io.github.clustermemoizer.bench.cluster;

import io.github.clustermemoizer.bench.Arguments;
import io.github.clustermemoizer.bench.Csv;
import io.github.clustermemoizer.bench.Quantiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What it costs a server that its status page is looked at: {@code mvn -q -Pbench verify -Dbench=status}, ten minutes.
 * {@code -Dbench.args="viewers=20"} changes {@link #DEFAULTS}. The server that is measured has a JVM of its own, in which
 * one thread asks for values that are in memory; the other two servers and the viewers share this one.
 *
 * <p>Machines change their pace from second to second, so short slices with viewers and without take turns, and each pair
 * gives one ratio; what counts is the median of these. In a slice come as many views as those viewers have in that time,
 * evenly. What the server remembers for the page it remembers in both.
 */
public final class StatusViewers {
    private static final Path FOLDER = Path.of("target", "bench");
    private static final Map<String, String> DEFAULTS =
            Map.of("viewers", "5", "every", "3", "pairs", "200", "seconds", "1.2", "warm-up", "20");

    private final Arguments options;
    private final NodeProcess measured;
    private final HttpRequest page;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int views;

    private StatusViewers(Arguments options) throws Exception {
        this.options = options;
        List<String> all = Place.free(3);
        measured = new NodeProcess(FOLDER.resolve("status.log"), List.of("-Xmx1g"), StatusNode.class, all);
        measured.answer();
        for (int index = 1; index < all.size(); index++) {
            var unused = new StatusNode(index, all);
        }
        page = HttpRequest.newBuilder(URI.create("http://" + all.get(StatusNode.MEASURED) + "/SYSTEM/memoizer-status"))
                .build();
        views = (int) Math.round(options.decimal("seconds") * options.number("viewers") / options.decimal("every"));
    }

    /** Measures, and prints the medians. */
    public static void main(String[] arguments) throws Exception {
        new StatusViewers(Arguments.parse(DEFAULTS, arguments)).run();
        System.exit(0); // the servers are not closed
    }

    private void run() throws Exception {
        for (double warm = 0; warm < options.decimal("warm-up"); warm += 2 * options.decimal("seconds")) {
            slice(true);
            slice(false);
        }
        var csv = new Csv(List.of("repetition", "side", "hits/s", "ns CPU/hit", "other ms CPU/s", "KB/view"));
        var hits = new double[options.number("pairs")];
        var cpu = new double[hits.length];
        var others = new double[hits.length];
        for (int pair = 0; pair < hits.length; pair++) {
            boolean first = pair % 2 == 0;
            Slice one = slice(first);
            Slice two = slice(!first);
            Slice with = first ? one : two;
            Slice without = first ? two : one;
            add(csv, pair, options.text("viewers") + " viewers", with);
            add(csv, pair, "alone", without);
            hits[pair] = with.hits / without.hits;
            cpu[pair] = with.cpu / without.cpu;
            others[pair] = with.others - without.others;
        }
        csv.write(FOLDER.resolve("status.csv"));
        csv.print(List.of("side"));
        System.out.println("with viewers to without, median [95 % interval of the median; quartiles]");
        System.out.println("hits/s: " + summary(hits));
        System.out.println("CPU per hit: " + summary(cpu));
        System.out.println("CPU of all other threads, ms/s more: " + summary(others));
    }

    private record Slice(double hits, double cpu, double others, double kilobytes) {}

    private Slice slice(boolean viewed) throws Exception {
        CompletableFuture<Double> loaded =
                viewed ? CompletableFuture.supplyAsync(this::view) : CompletableFuture.completedFuture(0.0);
        double[] figures = Stream.of(measured.order(options.text("seconds")).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Slice(figures[0], figures[1], figures[2], loaded.get());
    }

    private static void add(Csv csv, int pair, String side, Slice slice) {
        csv.add(pair, side, text(slice.hits), text(slice.cpu), text(slice.others), text(slice.kilobytes));
    }

    /** Returns how large the page was. */
    private double view() {
        try {
            double nanos = options.decimal("seconds") * 1e9 / views;
            long begun = System.nanoTime();
            long length = 0;
            for (int i = 0; i < views; i++) {
                long wait = (long) (begun + (i + 0.5) * nanos) - System.nanoTime();
                Thread.sleep(Math.max(0, wait / 1_000_000));
                length += load();
            }
            return length / 1024.0 / views;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int load() throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(page, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains("All 3 servers")) {
            throw new IOException("no page of three servers");
        }
        return answer.body().length();
    }

    /** The interval is that of order statistics, which needs no distribution. */
    private static String summary(double[] values) {
        double[] sorted = Quantiles.sorted(values);
        int reach = (int) Math.ceil(0.98 * Math.sqrt(sorted.length));
        int middle = sorted.length / 2;
        return String.format(
                Locale.ROOT,
                "%.4f [%.4f-%.4f; %.4f-%.4f]",
                Quantiles.of(sorted, 0.5),
                sorted[Math.max(0, middle - 1 - reach)],
                sorted[Math.min(sorted.length - 1, middle + reach)],
                Quantiles.of(sorted, 0.25),
                Quantiles.of(sorted, 0.75));
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
