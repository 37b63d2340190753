package io.github.clustermemoizer.bench.cluster;

import io.github.clustermemoizer.bench.Quantiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The lines to all peers; what is said of flushes here is said of the slowest peer. */
final class Lines {
    private final List<SenderLine> lines = new ArrayList<>();

    Lines(List<Integer> ports) throws IOException {
        for (int port : ports) {
            lines.add(new SenderLine(port));
        }
    }

    void reset(char mode) throws IOException {
        for (SenderLine line : lines) {
            line.reset(mode);
        }
    }

    long applied() {
        long least = Long.MAX_VALUE;
        for (SenderLine line : lines) { // no stream: it is asked before each flush
            least = Math.min(least, line.applied());
        }
        return least;
    }

    boolean await(long flushes) throws IOException {
        boolean all = true;
        for (SenderLine line : lines) {
            all &= line.await(flushes);
        }
        return all;
    }

    boolean askUntil(long flushes) throws IOException, InterruptedException {
        boolean all = true;
        for (SenderLine line : lines) {
            all &= line.askUntil(flushes);
        }
        return all;
    }

    /**
     * How long after its beginning each flush was applied by the last peer, sorted. The n-th that a peer has applied is
     * taken for the n-th that was sent; where two overtake each other, that changes nothing about the mean.
     */
    double[] micros(long[] begun) throws IOException {
        double[] micros = new double[begun.length];
        for (SenderLine line : lines) {
            long[] times = line.times();
            for (int i = 0; i < begun.length; i++) {
                double after = i < times.length ? (times[i] - begun[i]) / 1e3 : Double.POSITIVE_INFINITY;
                micros[i] = Math.max(micros[i], after);
            }
        }
        return Quantiles.sorted(micros);
    }
}
