package io.github.clustermemoizer.cluster;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the whole JVM holds on to, looked at now and then. */
final class Footprint {
    /**
     * @param seconds since the first
     * @param bytes of the heap in use after a full collection
     * @param threads alive
     */
    record Sample(long seconds, long bytes, long threads) {}

    /** The lowest of the first and of the last third of the samples: what a fault holds for a while goes, a leak stays. */
    record Trend(long first, long last) {
        boolean isFlat(double share, long margin) {
            return last <= first * (1 + share) + margin;
        }
    }

    private final List<Sample> samples = new ArrayList<>();
    private final long start = System.nanoTime();

    void sample() {
        samples.add(new Sample((System.nanoTime() - start) / 1_000_000_000, usedBytes(), liveThreads()));
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    Trend bytes() {
        return trend(Sample::bytes);
    }

    Trend threads() {
        return trend(Sample::threads);
    }

    static long usedBytes() {
        System.gc();
        System.gc(); // what the first has made unreachable by clearing references
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    static long liveThreads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private Trend trend(ToLongFunction<Sample> what) {
        int third = Math.max(1, samples.size() / 3);
        return new Trend(
                lowest(samples.subList(0, third), what),
                lowest(samples.subList(samples.size() - third, samples.size()), what));
    }

    private static long lowest(List<Sample> some, ToLongFunction<Sample> what) {
        return some.stream().mapToLong(what).min().orElseThrow();
    }
}
