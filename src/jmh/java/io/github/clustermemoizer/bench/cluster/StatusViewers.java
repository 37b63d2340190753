package io.github.clustermemoizer.bench.cluster;

import com.sun.management.OperatingSystemMXBean;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.bench.Arguments;
import io.github.clustermemoizer.bench.Csv;
import io.github.clustermemoizer.bench.Quantiles;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import io.github.clustermemoizer.status.StatusServlet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What it costs a server that its status page is looked at: {@code mvn -q -Pbench verify -Dbench=status}, some minutes.
 * {@code -Dbench.args="viewers=20"} changes {@link #DEFAULTS}. Three servers and the viewers share one JVM and this machine, which is
 * more than viewers elsewhere would cost. One thread asks for values that are in memory, in slices by turns with and without viewers; the
 * viewers load the page as a browser does, each every three seconds. A flush comes 20 times per second all the while.
 */
public final class StatusViewers {
    private static final Path FILE = Path.of("target", "bench", "status.csv");
    private static final Map<String, String> DEFAULTS =
            Map.of("viewers", "5", "every", "3", "slices", "40", "seconds", "3", "warm-up", "20");

    private static final int STATEMENTS = 1_000;
    private static final int BATCH = 1_000;
    private static final int FLUSHES_PER_SECOND = 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Arguments options;
    private final List<Memoizer> memoizers = new ArrayList<>();
    private final String page;
    private final Statements statements = new Statements();
    private final HttpClient client = HttpClient.newHttpClient();
    private final LongAdder views = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private volatile boolean watched;

    private StatusViewers(Arguments options) throws Exception {
        this.options = options;
        List<String> nodes = Place.free(3);
        for (int index = 0; index < nodes.size(); index++) {
            var broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
                    .peers(nodes.stream().map(node -> "http://" + node).toArray(String[]::new))
                    .allowedRequesters("127.0.0.*")
                    .build());
            memoizers.add(Memoizer.builder().broadcaster(broadcaster).build());
            var unused = new Container(Place.of(index, nodes, 0), context -> {
                FlushServlet.mount(context, broadcaster);
                StatusServlet.mount(context, broadcaster);
            });
        }
        page = "http://" + nodes.get(0) + "/SYSTEM/memoizer-status";
    }

    /** Measures, and prints the medians. */
    public static void main(String[] arguments) throws Exception {
        new StatusViewers(Arguments.parse(DEFAULTS, arguments)).run();
        System.exit(0); // the servers are not closed
    }

    private void run() throws Exception {
        for (int viewer = 0; viewer < options.number("viewers"); viewer++) {
            long offset = (long) (viewer * 1e3 * options.decimal("every") / options.number("viewers"));
            Node.start("viewer " + viewer, () -> view(offset));
        }
        Node.start("flushes", this::flush);
        for (int i = 0; i < 2; i++) {
            watched = i == 0;
            measure(options.decimal("warm-up") / 2);
        }
        var csv = new Csv(
                List.of("slice", "viewers", "hits/s", "ns CPU/hit", "views/s", "KB/view", "CPU ms/s of others"));
        var ratios = new double[options.number("slices")];
        var cpuRatios = new double[ratios.length];
        for (int slice = 0; slice < ratios.length; slice++) {
            double[][] sides = new double[2][];
            for (int turn = 0; turn < 2; turn++) {
                int side = (turn + slice) % 2;
                watched = side == 1;
                views.reset();
                bytes.reset();
                sides[side] = measure(options.decimal("seconds"));
                long seen = views.sum();
                csv.add(
                        slice,
                        side * options.number("viewers"),
                        text(sides[side][0]),
                        text(sides[side][1]),
                        text(seen / options.decimal("seconds")),
                        text(seen == 0 ? 0 : bytes.sum() / 1024.0 / seen),
                        text(sides[side][2]));
            }
            ratios[slice] = sides[1][0] / sides[0][0];
            cpuRatios[slice] = sides[1][1] / sides[0][1];
            System.out.printf(
                    Locale.ROOT,
                    "slice %d: %,.0f hits/s alone, %,.0f with viewers: %.4f%n",
                    slice,
                    sides[0][0],
                    sides[1][0],
                    ratios[slice]);
        }
        csv.write(FILE);
        System.out.println("hits/s with viewers : without, median [quartiles]: " + quartiles(ratios));
        System.out.println("CPU per hit with viewers : without: " + quartiles(cpuRatios));
    }

    /**
     * Returns how many hits there were per second, how much processor time each took its thread, and how much all other threads
     * took, in milliseconds per second.
     */
    private double[] measure(double seconds) {
        Memoizer memoizer = memoizers.get(0);
        long begun = System.nanoTime();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long all = PROCESS.getProcessCpuTime();
        long end = begun + (long) (seconds * 1e9);
        long hits = 0;
        long sum = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < BATCH; i++) {
                int id = (int) ((hits + i) % STATEMENTS);
                sum += memoizer.memoize(statements.get(id), () -> id);
            }
            hits += BATCH;
        }
        if (sum < 0) {
            throw new AssertionError("never");
        }
        double took = (System.nanoTime() - begun) / 1e9;
        long own = THREADS.getCurrentThreadCpuTime() - cpu;
        return new double[] {hits / took, (double) own / hits, (PROCESS.getProcessCpuTime() - all - own) / 1e6 / took};
    }

    private void view(long offset) throws Exception {
        Thread.sleep(offset);
        while (true) {
            if (watched) {
                bytes.add(load());
                views.increment();
            }
            Thread.sleep((long) (1e3 * options.decimal("every")));
        }
    }

    private int load() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(URI.create(page)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains("All 3 servers")) {
            throw new IOException("no page of three servers");
        }
        return answer.body().length();
    }

    private void flush() throws InterruptedException {
        for (int i = 0; true; i++) {
            var unused = memoizers.get(i % memoizers.size()).flush("select * from others where id = " + i);
            Thread.sleep(1_000 / FLUSHES_PER_SECOND);
        }
    }

    private static String quartiles(double[] values) {
        double[] sorted = Quantiles.sorted(values);
        return String.format(
                Locale.ROOT,
                "%.4f [%.4f-%.4f]",
                Quantiles.of(sorted, 0.5),
                Quantiles.of(sorted, 0.25),
                Quantiles.of(sorted, 0.75));
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
