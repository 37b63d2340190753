package io.github.clustermemoizer.bench.cluster;

import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A process of {@link IdleCluster}: the server that is measured, or all others. */
final class IdleNode {
    static final List<String> FIGURES = List.of(
            "CPU %", "CPU % to send", "CPU % to receive", "requests/s received", "heap KB", "direct KB", "threads");

    private static final int COLLECTIONS = 3;

    private IdleNode() {}

    /** @param arguments the first and the last index, and {@code host:port} of all */
    public static void main(String[] arguments) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what is logged must not get between the answers
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        Node.start("lifeline", () -> Node.listen(orders));
        Node.start("node", () -> {
            int first = Integer.parseInt(arguments[0]);
            List<String> all = List.of(arguments).subList(2, arguments.length);
            var star = new Star(all, first, Integer.parseInt(arguments[1]));
            if (first == Star.HUB) {
                star.awaitPeers(all.size() - 1);
            }
            answers.println();
            while (true) {
                String[] order = orders.take().split(" ");
                double seconds = Double.parseDouble(order[1]);
                if (order[0].equals("warm-up")) {
                    star.warmUp(seconds);
                    answers.println();
                } else {
                    answers.println(measure(star, seconds));
                }
            }
        });
    }

    private static String measure(Star star, double seconds) throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long received = star.received();
        ThreadTimes before = ThreadTimes.now();
        long begun = System.nanoTime();
        Thread.sleep((long) (seconds * 1000));
        double share = 100.0 / (System.nanoTime() - begun);
        ThreadTimes spent = ThreadTimes.now().since(before);
        return String.format(
                Locale.ROOT,
                "%.3f %.3f %.3f %.1f %d %d %d",
                spent.nanos() * share,
                spent.nanosOf("memoizer", "httpclient") * share,
                spent.nanosOf("qtp") * share,
                (star.received() - received) / seconds,
                heap >> 10,
                direct >> 10,
                threads);
    }
}
