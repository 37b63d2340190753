package io.github.clustermemoizer.bench.cluster;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.bench.Arguments;
import io.github.clustermemoizer.bench.Csv;
import io.github.clustermemoizer.bench.Fork;
import io.github.clustermemoizer.bench.Quantiles;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a flush costs against the number of peers, one flush at a time: {@code mvn -q -Pbench verify -Dbench=peers}, some
 * minutes. {@code -Dbench.args="repetitions=1 peers=1,10"} changes {@link #DEFAULTS}. All servers stand in one JVM, on
 * loopback addresses of their own, as a {@link Star}. Processor time is that of the whole JVM: of the sender, all
 * peers and their heartbeats. Each repetition has a JVM of its own.
 */
public final class PeerGrowth {
    private static final Path FILE = Path.of("target", "bench", "peers.csv");
    private static final Map<String, String> DEFAULTS =
            Map.of("repetitions", "5", "peers", "1,2,5,10,20,50,100,200", "seconds", "2", "warm-up", "4");

    private static final int WARM_UP_PEERS = 5;
    private static final int MOST_FLUSHES = 5000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private PeerGrowth() {}

    /** Measures all; or, in a JVM of its own, one repetition. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("fork")) {
            runFork(
                    Integer.parseInt(arguments[1]),
                    Path.of(arguments[2]),
                    Arrays.copyOfRange(arguments, 3, arguments.length));
            System.exit(0);
        }
        int repetitions = Arguments.parse(DEFAULTS, arguments).number("repetitions");
        List<Csv> parts = new ArrayList<>();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            Path part = FILE.resolveSibling("parts").resolve("peers-" + repetition + ".csv");
            List<String> told = new ArrayList<>(List.of("fork", "" + repetition, part.toString()));
            told.addAll(List.of(arguments));
            Fork.run("-Xmx1g", PeerGrowth.class, told.toArray(String[]::new));
            parts.add(Csv.read(part));
        }
        Csv all = Csv.joined(parts);
        all.write(FILE);
        all.print(List.of("peers"));
    }

    private static void runFork(int repetition, Path file, String... arguments) throws Exception {
        Arguments options = Arguments.parse(DEFAULTS, arguments);
        var csv = new Csv(List.of(
                "peers",
                "repetition",
                "call p50 us",
                "settled p50 us",
                "settled p99 us",
                "bytes per call",
                "CPU us per flush",
                "CPU us per flush and peer"));
        measure(WARM_UP_PEERS, options.decimal("warm-up"));
        for (int peers : options.numbers("peers")) {
            List<Object> line = new ArrayList<>(List.of(peers, repetition));
            for (double figure : measure(peers, options.decimal("seconds"))) {
                line.add(figure);
            }
            csv.add(line.toArray());
            System.out.println("#" + repetition + " " + line);
        }
        csv.write(file);
    }

    private static double[] measure(int peers, double seconds) throws Exception {
        List<String> all = Place.free(peers + 1);
        try (var leaves = new Star(all, 1, peers);
                var hub = new Star(all, Star.HUB, Star.HUB)) {
            hub.awaitPeers(peers);
            hub.warmUp(seconds / 4);
            double[] calls = new double[MOST_FLUSHES];
            double[] settled = new double[MOST_FLUSHES];
            long bytes = 0;
            int flushes = 0;
            long cpu = SYSTEM.getProcessCpuTime();
            long end = System.nanoTime() + (long) (seconds * 1e9);
            while (flushes < MOST_FLUSHES && System.nanoTime() < end) {
                String statement = "select * from greebles where owner = 43 and number = " + flushes;
                long before = THREADS.getCurrentThreadAllocatedBytes();
                long begun = System.nanoTime();
                Delivery delivery = hub.memoizer().flush(statement);
                calls[flushes] = (System.nanoTime() - begun) / 1e3;
                bytes += THREADS.getCurrentThreadAllocatedBytes() - before;
                if (!delivery.await(PATIENCE)) {
                    throw new IllegalStateException("not told: " + delivery.outcomes());
                }
                settled[flushes] = (System.nanoTime() - begun) / 1e3;
                flushes++;
            }
            double cpuMicros = (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / flushes;
            double[] sortedCalls = Quantiles.sorted(Arrays.copyOf(calls, flushes));
            double[] sortedSettled = Quantiles.sorted(Arrays.copyOf(settled, flushes));
            return new double[] {
                Quantiles.of(sortedCalls, 0.5),
                Quantiles.of(sortedSettled, 0.5),
                Quantiles.of(sortedSettled, 0.99),
                (double) bytes / flushes,
                cpuMicros,
                cpuMicros / peers
            };
        }
    }
}
