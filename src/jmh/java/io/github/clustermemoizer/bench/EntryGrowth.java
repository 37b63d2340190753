package io.github.clustermemoizer.bench;

import com.sun.management.ThreadMXBean;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a flush of each kind costs on its own server, against how many values that holds: {@code mvn -q -Pbench verify
 * -Dbench=entries}, some minutes. {@code -Dbench.args="repetitions=1 most=1000000"} changes {@link #DEFAULTS}. Each
 * flush drops the ten values of one owner, or, where it names one value, one of them; they are kept again before the
 * next, which does not count. Time is the processor time of the thread that flushes. Each repetition has a JVM of its own. A walk is done three times at least, however long that
 * takes; more than a million values only in the first repetition, which takes a minute or more; and sizes end where the heap does.
 */
public final class EntryGrowth {
    private static final Path FILE = Path.of("target", "bench", "entries.csv");
    private static final Map<String, String> DEFAULTS = Map.of(
            "repetitions", "5",
            "least", "1000",
            "most", "10000000",
            "seconds", "0.5",
            "heap", "12g");

    private static final int REPEATED = 1_000_000;
    private static final int WARM_UP_ENTRIES = 10_000;
    private static final double WARM_UP_SECONDS = 1;
    private static final int LEAST_SAMPLES = 3;
    private static final int MOST_SAMPLES = 20_000;
    private static final double FULL = 0.8;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Csv csv;
    private final int repetition;
    private long bytesPerEntry;

    private EntryGrowth(Csv csv, int repetition) {
        this.csv = csv;
        this.repetition = repetition;
    }

    /** Measures all; or, in a JVM of its own, one repetition. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("fork")) {
            runFork(arguments);
            return;
        }
        Arguments options = Arguments.parse(DEFAULTS, arguments);
        List<Csv> parts = new ArrayList<>();
        for (int repetition = 1; repetition <= options.number("repetitions"); repetition++) {
            Fork.run(
                    "-Xmx" + options.text("heap"),
                    EntryGrowth.class,
                    "fork",
                    "" + repetition,
                    options.text("least"),
                    "" + Math.min(options.number("most"), repetition == 1 ? Integer.MAX_VALUE : REPEATED),
                    options.text("seconds"),
                    part(repetition).toString());
            parts.add(Csv.read(part(repetition)));
        }
        Csv all = Csv.joined(parts);
        all.write(FILE);
        all.print(List.of("kind", "entries"));
    }

    private static Path part(int repetition) {
        return FILE.resolveSibling("parts").resolve("entries-" + repetition + ".csv");
    }

    private static void runFork(String[] arguments) throws Exception {
        double seconds = Double.parseDouble(arguments[4]);
        var unused = new EntryGrowth(new Csv(columns()), 0).measure(WARM_UP_ENTRIES, WARM_UP_SECONDS);
        var csv = new Csv(columns());
        var growth = new EntryGrowth(csv, Integer.parseInt(arguments[1]));
        int most = Integer.parseInt(arguments[3]);
        for (int entries = Integer.parseInt(arguments[2]); entries <= most; entries *= 10) {
            if (!growth.measure(entries, seconds)) {
                System.out.printf(
                        "*** %,d values do not fit into %,d MB: at %d bytes each ***%n",
                        entries, Runtime.getRuntime().maxMemory() >> 20, growth.bytesPerEntry);
                break;
            }
        }
        csv.write(Path.of(arguments[5]));
    }

    private static List<String> columns() {
        return List.of("kind", "entries", "repetition", "CPU us per flush", "bytes allocated", "heap bytes per entry");
    }

    /** Returns whether there was room for them. */
    private boolean measure(int entries, double seconds) {
        if ((double) bytesPerEntry * entries > FULL * Runtime.getRuntime().maxMemory()) {
            return false;
        }
        long before = usedBytes();
        try (Memoizer memoizer = Memoizer.builder().maximumSize(2L * entries).build()) {
            for (int owner = 0; owner < entries / Greebles.OF_ONE; owner++) {
                Greebles.keep(memoizer, owner);
            }
            bytesPerEntry = (usedBytes() - before) / entries;
            for (FlushKind kind : FlushKind.values()) {
                if (kind == FlushKind.DIGEST) {
                    measure("FIRST DIGEST", kind, memoizer, entries, 1, 0);
                    bytesPerEntry = (usedBytes() - before) / entries;
                }
                measure(kind.name(), kind, memoizer, entries, LEAST_SAMPLES, seconds);
            }
        }
        return true;
    }

    private void measure(String name, FlushKind kind, Memoizer memoizer, int entries, int least, double seconds) {
        double[] micros = new double[MOST_SAMPLES];
        long leastBytes = Long.MAX_VALUE;
        int samples = 0;
        int owners = entries / Greebles.OF_ONE;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (samples < MOST_SAMPLES && (samples < least || System.nanoTime() < end)) {
            int owner = (int) (samples * 7919L % owners);
            Flush[] flushes = kind.flushes(owner);
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long begun = THREADS.getCurrentThreadCpuTime();
            FlushKind.apply(memoizer, flushes);
            micros[samples] = (THREADS.getCurrentThreadCpuTime() - begun) / 1e3 / flushes.length;
            bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
            if (memoizer.isCached(Greebles.statement(owner, 0))) {
                throw new IllegalStateException(name + " has not dropped the values of owner " + owner);
            }
            leastBytes = Math.min(leastBytes, bytes / flushes.length);
            Greebles.keep(memoizer, owner);
            samples++;
        }
        double[] sorted = Quantiles.sorted(Arrays.copyOf(micros, samples));
        csv.add(name, entries, repetition, Quantiles.of(sorted, 0.5), leastBytes, bytesPerEntry);
        System.out.printf(
                "#%d %s, %,d entries: %.2f us, %d times%n",
                repetition, name, entries, Quantiles.of(sorted, 0.5), samples);
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
