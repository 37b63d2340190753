package io.github.clustermemoizer.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.clustermemoizer.Loader;
import io.github.clustermemoizer.Memoizer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a hit costs beside raw Caffeine, in the same run. Wall-clock time of whole iterations is at the
 * mercy of whatever else the machine does, so the sides take turns in short slices inside one JMH
 * invocation, and the CPU time of their threads is taken; the table is printed when the trial ends.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 3)
@Measurement(iterations = 1)
@Fork(1)
public class HitBenchmark {
    private static final int SLICES = 21;
    private static final int CALLS = 1_000_000;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    /** Values in memory. */
    @Param({"1000", "100000"})
    public int keys;

    /** Threads that read at once. */
    @Param({"1", "2"})
    public int threads;

    /** A loop of its own for each side: one loop that is handed a function favours whichever it met first. */
    private interface Side {
        void read(int from, int calls, Blackhole hole);
    }

    private final Map<String, Side> sides = new LinkedHashMap<>();
    private String[] statements = {};

    /** Fills both caches, and draws whom to ask for: a few often, most rarely. */
    @Setup
    public void fill() {
        Cache<String, Object> caffeine =
                Caffeine.newBuilder().maximumSize(2L * keys).build();
        Memoizer memoizer = memoizer(false, Leased.HEARD);
        Loader<Object, RuntimeException> loader = Object::new;
        Function<String, Object> function = statement -> new Object();
        Duration hour = Duration.ofHours(1);
        sides.put("Caffeine get(key, loader)", (from, calls, hole) -> {
            for (int i = from; i < from + calls; i++) {
                hole.consume(caffeine.get(statements[i & (statements.length - 1)], function));
            }
        });
        sides.put("memoize(statement, loader)", (from, calls, hole) -> {
            for (int i = from; i < from + calls; i++) {
                hole.consume(memoizer.memoize(statements[i & (statements.length - 1)], loader));
            }
        });
        sides.put("memoize(statement, maxAge, loader)", (from, calls, hole) -> {
            for (int i = from; i < from + calls; i++) {
                hole.consume(memoizer.memoize(statements[i & (statements.length - 1)], hour, loader));
            }
        });
        Memoizer strict = memoizer(true, Leased.HEARD);
        sides.put("strictBound, all peers heard", (from, calls, hole) -> {
            for (int i = from; i < from + calls; i++) {
                hole.consume(strict.memoize(statements[i & (statements.length - 1)], loader));
            }
        });
        Memoizer cutOff = memoizer(false, Leased.NOT_HEARD);
        sides.put("a peer is not heard from", (from, calls, hole) -> {
            for (int i = from; i < from + calls; i++) {
                hole.consume(cutOff.memoize(statements[i & (statements.length - 1)], loader));
            }
        });
        String[] all = new String[keys];
        for (int i = 0; i < keys; i++) {
            all[i] = "select * from greebles where owner = 'somebody' and colour = 'green' and id = " + i;
            caffeine.get(all[i], function);
            memoizer.memoize(all[i], loader);
            strict.memoize(all[i], loader);
            cutOff.memoize(all[i], loader);
        }
        // Equal to the keys in memory and other objects, whose hash is known: as of a statement that is a constant.
        var random = new SplittableRandom(1);
        statements = new String[1 << 16];
        for (int i = 0; i < statements.length; i++) {
            int id = (int) (keys * Math.pow(random.nextDouble(), 3));
            statements[i] = new StringBuilder(all[id]).toString();
            statements[i].hashCode();
        }
    }

    private Memoizer memoizer(boolean strict, Duration unheard) {
        return Memoizer.builder()
                .maximumSize(2L * keys)
                .strictBound(strict)
                .broadcaster(new Leased(unheard))
                .build();
    }

    /** Lets the sides take turns, and prints what each cost. */
    @Benchmark
    @OperationsPerInvocation(SLICES * CALLS)
    public void hits(Blackhole hole) throws Exception {
        Map<String, List<Double>> nanos = new LinkedHashMap<>();
        sides.keySet().forEach(name -> nanos.put(name, new ArrayList<>()));
        for (int slice = 0; slice < SLICES; slice++) {
            for (var side : sides.entrySet()) {
                nanos.get(side.getKey()).add(slice(side.getValue(), hole));
            }
        }
        double raw = median(nanos.values().iterator().next());
        nanos.forEach((name, values) -> {
            double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%n%-36s keys %6d threads %d: CPU ns per hit %6.1f [%.1f-%.1f], ratio %.2f",
                    name,
                    keys,
                    threads,
                    median(values),
                    sorted[sorted.length / 4],
                    sorted[sorted.length * 3 / 4],
                    median(values) / raw);
        });
        System.out.println();
    }

    private double slice(Side side, Blackhole hole) throws Exception {
        long[] cpu = new long[threads];
        var start = new CyclicBarrier(threads);
        Thread[] workers = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int me = t;
            workers[t] = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                long before = CPU.getCurrentThreadCpuTime();
                side.read(me * 7919, CALLS, hole);
                cpu[me] = CPU.getCurrentThreadCpuTime() - before;
            });
            workers[t].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return (double) Arrays.stream(cpu).sum() / threads / CALLS;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
