package io.github.clustermemoizer.bench.cluster;

import com.sun.management.OperatingSystemMXBean;
import io.github.clustermemoizer.Loader;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.FlushServlet;
import io.github.clustermemoizer.status.StatusServlet;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server of {@link StatusViewers}, with a status page and some flushes. */
final class StatusNode {
    static final int MEASURED = 0;

    private static final int STATEMENTS = 1_000;
    private static final int BATCH = 1_000;
    private static final int FLUSHES_PER_SECOND = 7;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Memoizer memoizer;
    private final Statements statements = new Statements();

    /** @param all {@code host:port} of each server */
    StatusNode(int index, List<String> all) throws Exception {
        var broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
                .peers(all.stream().map(node -> "http://" + node).toArray(String[]::new))
                .allowedRequesters("127.0.0.*")
                .build());
        memoizer = Memoizer.builder().broadcaster(broadcaster).build();
        var unused = new Container(Place.of(index, all, 0), context -> {
            FlushServlet.mount(context, broadcaster);
            StatusServlet.mount(context, broadcaster);
        });
        Node.start("flushes of " + index, this::flush);
    }

    /** @param all {@code host:port} of each server */
    public static void main(String[] all) {
        PrintStream answers = System.out;
        System.setOut(System.err); // what is logged must not get between the answers
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        Node.start("lifeline", () -> Node.listen(orders));
        Node.start("node", () -> {
            var node = new StatusNode(MEASURED, List.of(all));
            answers.println();
            while (true) {
                answers.println(node.measure(Double.parseDouble(orders.take())));
            }
        });
    }

    /**
     * Asks for what is in memory as often as can be.
     *
     * @return hits per second; nanoseconds of processor that each took; and milliseconds of it per second that all other
     *     threads took
     */
    private String measure(double seconds) throws Exception {
        Loader<Integer, RuntimeException> loader = () -> 0;
        long begun = System.nanoTime();
        long own = THREADS.getCurrentThreadCpuTime();
        long all = PROCESS.getProcessCpuTime();
        long end = begun + (long) (seconds * 1e9);
        long hits = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < BATCH; i++) {
                if (memoizer.memoize(statements.get((hits + i) % STATEMENTS), loader) != 0) {
                    throw new AssertionError("a wrong value");
                }
            }
            hits += BATCH;
        }
        double took = (System.nanoTime() - begun) / 1e9;
        own = THREADS.getCurrentThreadCpuTime() - own;
        all = PROCESS.getProcessCpuTime() - all;
        return String.format(Locale.ROOT, "%.0f %.3f %.2f", hits / took, (double) own / hits, (all - own) / 1e6 / took);
    }

    private void flush() throws InterruptedException {
        for (int i = 0; true; i++) {
            var unused = memoizer.flush("select * from others where id = " + i);
            Thread.sleep(1_000 / FLUSHES_PER_SECOND);
        }
    }
}
