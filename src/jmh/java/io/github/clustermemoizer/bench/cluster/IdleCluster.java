package io.github.clustermemoizer.bench.cluster;

import io.github.clustermemoizer.bench.Arguments;
import io.github.clustermemoizer.bench.Csv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What one server of a cluster that has nothing to flush costs, with default settings: {@code mvn -q -Pbench verify
 * -Dbench=idle}, some minutes. {@code -Dbench.args="repetitions=1 peers=0,199"} changes {@link #DEFAULTS}. The server has a
 * JVM of its own; all others, as a {@link Star}, stand in another. With no peers it is what the JVM, the container
 * and an empty cache take; what the lanes take is what there is above that. The warm-up, of the server and of the others
 * after it, lasts beyond the one look at all peers that each server takes ten seconds after its start.
 *
 * <p>Processor time is that of the server's JVM, in per cent of one processor: of all its threads but, on Linux, the
 * compilers, who would be busy for minutes after the start; and by thread what the library does (to send heartbeats and
 * read the answers) and what the container does (to take heartbeats and answer them). Memory is what is alive after a full collection: of the heap, with all that client and
 * container hold for the connections, and beside it.
 */
public final class IdleCluster {
    private static final Path FOLDER = Path.of("target", "bench");
    private static final Map<String, String> DEFAULTS =
            Map.of("repetitions", "5", "peers", "0,100,199", "seconds", "6", "warm-up", "7");

    private IdleCluster() {}

    /** Measures all. */
    public static void main(String[] arguments) throws Exception {
        Arguments options = Arguments.parse(DEFAULTS, arguments);
        List<String> columns = new ArrayList<>(List.of("peers", "repetition"));
        columns.addAll(IdleNode.FIGURES);
        var csv = new Csv(columns);
        for (int repetition = 1; repetition <= options.number("repetitions"); repetition++) {
            for (int peers : options.numbers("peers")) {
                List<Object> line = new ArrayList<>(List.of(peers, repetition));
                line.addAll(Arrays.asList(measure(peers, options).split(" ")));
                csv.add(line.toArray());
                System.out.println("#" + repetition + " " + line);
            }
        }
        csv.write(FOLDER.resolve("idle.csv"));
        csv.print(List.of("peers"));
    }

    private static String measure(int peers, Arguments options) throws Exception {
        List<String> all = Place.free(peers + 1);
        String warmUp = "warm-up " + options.decimal("warm-up");
        if (peers == 0) {
            try (NodeProcess hub = start(Star.HUB, Star.HUB, all)) {
                hub.order(warmUp);
                return measure(hub, options);
            }
        }
        try (NodeProcess leaves = start(1, peers, all);
                NodeProcess hub = start(Star.HUB, Star.HUB, all)) {
            hub.order(warmUp);
            leaves.order(warmUp);
            return measure(hub, options);
        }
    }

    private static String measure(NodeProcess hub, Arguments options) throws Exception {
        return hub.order("measure " + options.decimal("seconds"));
    }

    private static NodeProcess start(int first, int last, List<String> all) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("" + first, "" + last));
        arguments.addAll(all);
        var node =
                new NodeProcess(FOLDER.resolve("idle-" + first + ".log"), List.of("-Xmx1g"), IdleNode.class, arguments);
        node.answer();
        return node;
    }
}
