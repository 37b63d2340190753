package io.github.clustermemoizer.bench.cluster;

import com.sun.management.ThreadMXBean;
import io.github.clustermemoizer.bench.Quantiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** What the sender does in each mode. One thread flushes. */
final class Sender {
    private static final int WARM_RATE = 2000;
    private static final double WARM_SECONDS = 0.2;
    private static final int BURSTS = 100;
    private static final int BURST = 20;

    private final Side side;
    private final Lines lines;
    private final Statements statements = new Statements();
    private long next;

    Sender(Side side, Lines lines) {
        this.side = side;
        this.lines = lines;
    }

    void warmUp(double seconds, int flushes) throws Exception {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            var unused = latency(flushes);
            var unusedToo = sustained(WARM_SECONDS);
            var unusedEither = paced(WARM_RATE, WARM_SECONDS);
        }
    }

    /** One at a time. */
    Map<String, Double> latency(int flushes) throws Exception {
        lines.reset(side.knows() ? PeerLine.QUIET : PeerLine.EACH);
        long[] begun = new long[flushes];
        double[] known = new double[flushes];
        for (int i = 0; i < flushes; i++) {
            String statement = statements.get(next++);
            begun[i] = System.nanoTime();
            if (side.knows()) {
                side.flushAndKnow(statement);
            } else {
                side.flush(statement);
                requireAll(lines.await(i + 1), i + 1);
            }
            known[i] = (System.nanoTime() - begun[i]) / 1e3;
        }
        requireAll(lines.askUntil(flushes), flushes);
        double[] sorted = Quantiles.sorted(known);
        double[] gone = lines.micros(begun);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("known p50 us", Quantiles.of(sorted, 0.5));
        figures.put("known p99 us", Quantiles.of(sorted, 0.99));
        figures.put("gone p50 us", Quantiles.of(gone, 0.5));
        figures.put("gone p99 us", Quantiles.of(gone, 0.99));
        return figures;
    }

    /** As fast as the peers can follow. */
    Map<String, Double> sustained(double seconds) throws Exception {
        lines.reset(PeerLine.OFTEN);
        int window = side.window();
        long sent = 0;
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        boolean flowing = true;
        while (flowing && System.nanoTime() < end) {
            side.flush(statements.get(next++));
            sent++;
            if (sent - lines.applied() >= window) {
                flowing = lines.await(sent - window + 1);
            }
        }
        boolean complete = lines.await(sent);
        double taken = (System.nanoTime() - start) / 1e9;
        if (!complete) {
            var unused = lines.askUntil(sent);
        }
        return counted(sent, Map.of("flushes/s", lines.applied() / taken));
    }

    /** A flush begins when it is due, or when the thread wakes, if nothing but its sleep made it late. */
    Map<String, Double> paced(int perSecond, double seconds) throws Exception {
        lines.reset(PeerLine.QUIET);
        long[] begun = new long[(int) (perSecond * seconds)];
        long interval = 1_000_000_000L / perSecond;
        long due = System.nanoTime();
        for (int i = 0; i < begun.length; i++) {
            due += interval;
            long now = System.nanoTime();
            begun[i] = due;
            while (now < due) {
                LockSupport.parkNanos(this, due - now);
                now = System.nanoTime();
                begun[i] = now;
            }
            side.flush(statements.get(next++));
        }
        var unused = lines.askUntil(begun.length);
        double[] gone = lines.micros(begun);
        return counted(
                begun.length, Map.of("gone p50 us", Quantiles.of(gone, 0.5), "gone p99 us", Quantiles.of(gone, 0.99)));
    }

    /** What one call takes of the thread that makes it: bursts, each begun when the one before has been applied. */
    Map<String, Double> caller() throws Exception {
        lines.reset(PeerLine.OFTEN);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] nanos = new double[BURSTS * BURST];
        long bytes = 0;
        for (int i = 0; i < nanos.length; i += BURST) {
            bytes -= threads.getCurrentThreadAllocatedBytes();
            for (int j = i; j < i + BURST; j++) {
                String statement = statements.get(next++);
                long begun = System.nanoTime();
                side.flush(statement);
                nanos[j] = System.nanoTime() - begun;
            }
            bytes += threads.getCurrentThreadAllocatedBytes();
            requireAll(lines.await(i + BURST), i + BURST);
        }
        double[] sorted = Quantiles.sorted(nanos);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("ns p50", Quantiles.of(sorted, 0.5));
        figures.put("ns p90", Quantiles.of(sorted, 0.9));
        figures.put("bytes", (double) bytes / nanos.length);
        return figures;
    }

    private Map<String, Double> counted(long sent, Map<String, Double> measured) {
        Map<String, Double> figures = new LinkedHashMap<>();
        new TreeMap<>(measured).forEach(figures::put);
        figures.put("sent", (double) sent);
        figures.put("lost", (double) (sent - lines.applied()));
        return figures;
    }

    private void requireAll(boolean all, long flushes) throws IOException {
        if (!all) {
            throw new IOException("only " + lines.applied() + " of " + flushes + " flushes were applied");
        }
    }
}
