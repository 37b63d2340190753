package io.github.clustermemoizer.bench.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process of the benchmark: the sender, or one peer or several. Orders come in on stdin, answers go out on stdout;
 * when stdin ends so does the process, so that it cannot outlive {@link NodeProcess}, the other end.
 */
final class Node {
    private Node() {}

    /** What a thread here does. */
    interface Work {
        void run() throws Exception;
    }

    /**
     * Runs the nodes from one place to another, both inclusive.
     *
     * @param arguments the side, the first and the last index, the port of Redis or 0, and all as {@link Place#of}
     */
    public static void main(String[] arguments) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what is logged must not get between the answers
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        start("lifeline", () -> listen(orders));
        start("node", () -> {
            String side = arguments[0];
            int first = Integer.parseInt(arguments[1]);
            int last = Integer.parseInt(arguments[2]);
            int redisPort = Integer.parseInt(arguments[3]);
            List<String> all = List.of(arguments).subList(4, arguments.length);
            if (first == 0) {
                send(Sides.open(side, Place.of(0, all, redisPort), new Applied()), orders, answers);
            } else {
                List<Side> sides = new ArrayList<>();
                List<String> lines = new ArrayList<>();
                for (int index = first; index <= last; index++) {
                    var applied = new Applied();
                    sides.add(Sides.open(side, Place.of(index, all, redisPort), applied));
                    lines.add("" + PeerLine.open(applied));
                }
                answers.println(String.join(" ", lines));
                serve(sides, orders, answers);
            }
        });
    }

    /** Starts a thread without which the process is of no use. */
    static Thread start(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        e.printStackTrace();
                        Runtime.getRuntime().halt(1);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private static void send(Side side, BlockingQueue<String> orders, PrintStream answers) throws Exception {
        answers.println();
        Sender sender = new Sender(side, new Lines(ports(orders.take())));
        side.awaitPeers();
        answers.println();
        while (true) {
            String[] order = orders.take().split(" ");
            Map<String, Double> figures = switch (order[0]) {
                case "warm-up" -> {
                    sender.warmUp(Double.parseDouble(order[1]), Integer.parseInt(order[2]));
                    yield Map.of();
                }
                case "latency" -> sender.latency(Integer.parseInt(order[1]));
                case "sustained" -> sender.sustained(Double.parseDouble(order[1]));
                case "paced" -> sender.paced(Integer.parseInt(order[1]), Double.parseDouble(order[2]));
                case "caller" -> sender.caller();
                default -> throw new IllegalArgumentException("unknown order " + order[0]);
            };
            answers.println(figures.entrySet().stream()
                    .map(figure -> figure.getKey() + "=" + figure.getValue())
                    .collect(Collectors.joining(";")));
        }
    }

    /** The only order to a peer is to keep all values again. */
    private static void serve(List<Side> sides, BlockingQueue<String> orders, PrintStream answers) throws Exception {
        var statements = new Statements();
        while (true) {
            var unused = orders.take();
            for (Side side : sides) {
                for (int i = 0; i < Statements.COUNT / sides.size(); i++) {
                    side.keep(statements.get(i));
                }
            }
            System.gc(); // not while it is measured
            answers.println();
        }
    }

    private static List<Integer> ports(String order) {
        return Stream.of(order.split(" ")).map(Integer::valueOf).toList();
    }

    /** Takes orders until stdin ends, and the process with it. */
    static void listen(BlockingQueue<String> orders) throws IOException {
        try (var stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line; (line = stdin.readLine()) != null; ) {
                orders.add(line);
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
