package io.github.clustermemoizer.bench.cluster;

import static java.util.Map.entry;

import io.github.clustermemoizer.bench.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is measured, and for how long.
 *
 * @param sides by name, in the order in which they take turns
 * @param peers how many peers there are, for each run of the modes that measure a flush's way
 * @param callerPeers the same for the mode that measures the caller; these share one process
 * @param repetitions of each, with fresh processes
 * @param flushes in the mode of one flush at a time
 * @param rate flushes per second in the mode that is paced
 * @param warmUp seconds
 * @param sustained seconds
 * @param paced seconds
 * @param delay added to each round trip between two nodes, in milliseconds
 * @param flags of the JVMs
 */
record Options(
        List<String> sides,
        List<Integer> peers,
        List<Integer> callerPeers,
        int repetitions,
        int flushes,
        int rate,
        double warmUp,
        double sustained,
        double paced,
        Duration delay,
        List<String> flags) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            entry("sides", String.join(",", Sides.ALL)),
            entry("peers", "1"),
            entry("caller-peers", "2,20"),
            entry("repetitions", "5"),
            entry("flushes", "2000"),
            entry("rate", "2000"),
            entry("warm-up", "20"),
            entry("sustained", "5"),
            entry("paced", "2"),
            entry("delay", "0"),
            entry("flags", "-Xmx768m"));

    /** Each {@code name=value}; a list has commas, an empty one is written as nothing. */
    static Options parse(String... arguments) {
        var values = Arguments.parse(DEFAULTS, arguments);
        List<String> sides = values.list("sides");
        if (!Sides.ALL.containsAll(sides)) {
            throw new IllegalArgumentException("sides must be among " + Sides.ALL + " but were " + sides);
        }
        return new Options(
                sides,
                values.numbers("peers"),
                values.numbers("caller-peers"),
                values.number("repetitions"),
                values.number("flushes"),
                values.number("rate"),
                values.decimal("warm-up"),
                values.decimal("sustained"),
                values.decimal("paced"),
                Duration.ofMillis(values.number("delay")),
                values.list("flags"));
    }

    /** What tells the sender to warm up, for a share of the time: a tenth of the flushes at a time, since they may be slow. */
    String warmUpOrder(double share) {
        return "warm-up " + warmUp * share + " " + Math.max(1, flushes / 10);
    }

    boolean isNear() {
        return delay.isZero();
    }

    Options without(String side) {
        return new Options(
                sides.stream().filter(other -> !other.equals(side)).toList(),
                peers,
                callerPeers,
                repetitions,
                flushes,
                rate,
                warmUp,
                sustained,
                paced,
                delay,
                flags);
    }
}
