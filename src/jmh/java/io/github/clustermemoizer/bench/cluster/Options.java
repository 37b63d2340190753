package io.github.clustermemoizer.bench.cluster;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
        List<String> flags) {

    private static final Map<String, String> DEFAULTS = Map.of(
            "sides", String.join(",", Sides.ALL),
            "peers", "1",
            "caller-peers", "2,20",
            "repetitions", "5",
            "flushes", "2000",
            "rate", "2000",
            "warm-up", "3",
            "sustained", "5",
            "paced", "2",
            "flags", "-Xmx768m");

    /** Each {@code name=value}; a list has commas, an empty one is written as nothing. */
    static Options parse(String... arguments) {
        Map<String, String> values = new HashMap<>(DEFAULTS);
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length < 2 || !DEFAULTS.containsKey(parts[0])) {
                throw new IllegalArgumentException("argument must be name=value, with a name of "
                        + DEFAULTS.keySet().stream().sorted().toList() + ", but was '" + argument + "'");
            }
            values.put(parts[0], parts[1]);
        }
        List<String> sides = list(values, "sides").toList();
        if (!Sides.ALL.containsAll(sides)) {
            throw new IllegalArgumentException("sides must be among " + Sides.ALL + " but were " + sides);
        }
        return new Options(
                sides,
                list(values, "peers").map(Integer::valueOf).toList(),
                list(values, "caller-peers").map(Integer::valueOf).toList(),
                Integer.parseInt(values.get("repetitions")),
                Integer.parseInt(values.get("flushes")),
                Integer.parseInt(values.get("rate")),
                Double.parseDouble(values.get("warm-up")),
                Double.parseDouble(values.get("sustained")),
                Double.parseDouble(values.get("paced")),
                list(values, "flags").toList());
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
                flags);
    }

    private static Stream<String> list(Map<String, String> values, String name) {
        return Arrays.stream(values.get(name).split(",")).filter(value -> !value.isBlank());
    }
}
