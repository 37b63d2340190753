package io.github.clustermemoizer.bench;

import io.github.clustermemoizer.bench.cluster.IdleCluster;
import io.github.clustermemoizer.bench.cluster.PeerGrowth;
import io.github.clustermemoizer.bench.cluster.Propagation;
import io.github.clustermemoizer.bench.cluster.StatusViewers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every benchmark by its name: {@code mvn -q -Pbench verify -Dbench=…}. All write CSV into {@code target/bench}. */
public final class Bench {
    private static final Path FOLDER = Path.of("target", "bench");

    /** In this order, so that what heats the machine least comes first. */
    private static final List<String> ALL =
            List.of("entries", "peers", "idle", "flushes", "delivery", "hits", "far", "propagation");

    /** Propagation between regions, at a pace that one flush for each round trip and connection could not keep. */
    private static final List<String> FAR = List.of(
            "delay=80",
            "sides=ours,ours-digest,jgroups,redis,infinispan-async",
            "flushes=30",
            "rate=200",
            "warm-up=1",
            "sustained=2");

    private Bench() {}

    /**
     * Runs one, or {@code all}, or makes the page of what they have measured.
     *
     * @param arguments its name, and what it is told
     */
    public static void main(String[] arguments) throws Exception {
        String[] others = Arrays.copyOfRange(arguments, 1, arguments.length);
        Files.createDirectories(FOLDER);
        for (String name : arguments[0].equals("all") ? ALL : List.of(arguments[0])) {
            run(name, others);
        }
    }

    private static void run(String name, String[] arguments) throws Exception {
        switch (name) {
            case "entries" -> EntryGrowth.main(arguments);
            case "peers" -> PeerGrowth.main(arguments);
            case "idle" -> IdleCluster.main(arguments);
            case "flushes" -> jmh(FlushBenchmark.class, arguments);
            case "delivery" -> jmh(DeliveryBenchmark.class, arguments);
            case "hits" -> {
                System.setProperty("hits.csv", FOLDER.resolve("hits.csv").toString());
                HitBenchmark.main(arguments);
            }
            case "propagation" -> Propagation.main(arguments);
            case "far" ->
                Propagation.main(
                        Stream.concat(FAR.stream(), Stream.of(arguments)).toArray(String[]::new));
            case "status" -> StatusViewers.main(arguments);
            case "page" -> Page.main(arguments);
            default ->
                throw new IllegalArgumentException(
                        "bench must be all, status, page or one of " + ALL + " but was '" + name + "'");
        }
    }

    private static void jmh(Class<?> benchmark, String[] arguments) throws Exception {
        Path csv = FOLDER.resolve(benchmark.getSimpleName() + ".csv");
        org.openjdk.jmh.Main.main(Stream.concat(
                        Stream.of(benchmark.getName(), "-rf", "csv", "-rff", csv.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }
}
