package io.github.clustermemoizer.bench;

import com.sun.management.ThreadMXBean;
import io.github.clustermemoizer.bench.cluster.RedisServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What a hit, a miss and a seed cost beside raw Caffeine, in the same JVM. Wall-clock time of whole iterations is at the
 * mercy of whatever else the machine does, so one side and raw Caffeine take turns in short slices, and the CPU time of
 * their threads is taken. No third side runs in a JVM, whose types would make the code of both slower. On every side each
 * statement has a value of its own, at which the reader looks, as whoever asks for a value does: one object for all would
 * stay in the processor's cache, and only a side that keeps something beside the value would pay for memory.
 * {@link #main} makes the table.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
        value = 5,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class HitBenchmark {
    private static final String CSV = "hits.csv";
    private static final int WARM_UP = 5;
    private static final int SLICES = 7;
    private static final int CALLS = 60_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The side beside raw Caffeine. */
    @Param({
        "GET_IF_PRESENT",
        "MEMOIZE",
        "MAX_AGE",
        "STRICT",
        "NOT_HEARD",
        "SPRING",
        "JETCACHE",
        "INFINISPAN",
        "HAZELCAST",
        "REDISSON"
    })
    public Sides side;

    /** They keep every value elsewhere too: then there is no miss to measure. */
    private static final Set<Sides> WITH_A_STORE = EnumSet.of(Sides.HAZELCAST, Sides.REDISSON);

    /** What one slice cost, for each call. */
    private record Cost(double nanos, double bytes) {}

    /** Two sides, and what is asked of them. */
    private record Race(String name, Side raw, Side side, Statements statements, int threads, boolean seeds) {}

    /**
     * Runs all sides, and prints the table.
     *
     * @param args those of JMH
     */
    public static void main(String[] args) throws Exception {
        Path csv = Path.of(System.getProperty(CSV, "target/" + CSV)).toAbsolutePath();
        HitTable.begin(csv);
        var wanted = new CommandLineOptions(args);
        var options = new OptionsBuilder();
        if (!RedisServer.isOnPath() && !wanted.getParameter("side").hasValue()) {
            System.out.println("\n*** REDISSON IS LEFT OUT: there is no redis-server on the PATH ***\n");
            options.param("side", allBut(Sides.REDISSON));
        }
        new Runner(options.parent(wanted)
                        .include(HitBenchmark.class.getName())
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .jvmArgsPrepend("-D" + CSV + "=" + csv)
                        .build())
                .run();
        HitTable.print(csv);
    }

    /** Lets the two take turns at each race, and writes down what each cost. */
    @Benchmark
    public void race(Blackhole hole) throws Exception {
        HitTable table = new HitTable(Path.of(System.getProperty(CSV, CSV)), side.title);
        List<Race> races = races();
        int seed = 0;
        for (Race race : races) {
            for (int slice = 0; slice < WARM_UP; slice++) {
                slice(race, race.raw, hole, seed++);
                slice(race, race.side, hole, seed++);
            }
        }
        for (Race race : races) {
            List<Cost> raw = new ArrayList<>();
            List<Cost> other = new ArrayList<>();
            for (int slice = 0; slice < SLICES; slice++) {
                raw.add(slice(race, race.raw, hole, seed++));
                other.add(slice(race, race.side, hole, seed++));
            }
            table.add(race.name, median(raw), median(other), leastBytes(other));
        }
        races.stream().map(Race::side).distinct().forEach(each -> each.close().run());
    }

    private static String[] allBut(Sides one) {
        return EnumSet.complementOf(EnumSet.of(one)).stream().map(Enum::name).toArray(String[]::new);
    }

    private List<Race> races() {
        List<Race> races = new ArrayList<>();
        for (int keys : new int[] {1_000, 100_000}) {
            String[] all = Statements.all(keys);
            Side raw = filled(Sides.raw(2 * keys), all);
            Side other = filled(side.open(2 * keys), all);
            for (boolean fresh : new boolean[] {false, true}) {
                Statements statements = new Statements(all, 3, fresh);
                for (int threads : new int[] {1, 2}) {
                    String name = String.format(
                            Locale.ROOT,
                            "hit, %,d keys, %s, %d thread(s)",
                            keys,
                            fresh ? "text built anew" : "text known",
                            threads);
                    races.add(new Race(name, raw, other, statements, threads, false));
                }
            }
            if (side != Sides.REDISSON) { // which waits for its server meanwhile: no CPU time, and much time
                races.add(new Race(
                        String.format(Locale.ROOT, "seed, %,d keys", keys),
                        raw,
                        other,
                        new Statements(all, 1, false),
                        1,
                        true));
            }
        }
        if (!WITH_A_STORE.contains(side)) {
            Statements statements = new Statements(Statements.all(100_000), 1, false);
            races.add(new Race(
                    "miss, 100,000 keys, room for 5,000", Sides.raw(5_000), side.open(5_000), statements, 1, false));
        }
        return races;
    }

    private static Cost slice(Race race, Side side, Blackhole hole, int seed) throws Exception {
        long[] nanos = new long[race.threads];
        long[] bytes = new long[race.threads];
        var start = new CyclicBarrier(race.threads);
        Thread[] workers = new Thread[race.threads];
        for (int t = 0; t < race.threads; t++) {
            int me = t;
            workers[t] = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                int from = (seed * 31 + me) * 7919 & 0xFFFF;
                long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
                long nanosBefore = THREADS.getCurrentThreadCpuTime();
                if (race.seeds) {
                    for (int i = from; i < from + CALLS; i++) {
                        side.seed().accept(race.statements.at(i));
                    }
                } else {
                    side.reads().read(race.statements, from, CALLS, hole);
                }
                nanos[me] = THREADS.getCurrentThreadCpuTime() - nanosBefore;
                bytes[me] = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
            });
            workers[t].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        double calls = (double) CALLS * race.threads;
        return new Cost(Arrays.stream(nanos).sum() / calls, Arrays.stream(bytes).sum() / calls);
    }

    private static Side filled(Side side, String[] all) {
        for (String statement : all) {
            side.seed().accept(statement);
        }
        return side;
    }

    private static double median(List<Cost> costs) {
        double[] sorted = costs.stream().mapToDouble(Cost::nanos).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double leastBytes(List<Cost> costs) {
        return costs.stream().mapToDouble(Cost::bytes).min().orElseThrow();
    }
}
