package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.PeerOutcome;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Two servers that work: readers on one, and a writer on the other who changes a row and flushes it, again and
 * again. The clients of another process storm the first; what they get there is a refusal, by us
 * or by a servlet that does nothing else.
 */
final class StormRig implements AutoCloseable {
    static final int CLIENTS = 100;
    static final String BARE = "/bare";
    private static final int ENTRIES = 2000;
    private static final int ROW_THAT_CHANGES = 7;
    private static final Duration PAUSE_OF_THE_WRITER = Duration.ofMillis(20);

    /** @param reads how many reads went on meanwhile, each second */
    record Slice(double reads, double refusals, long others) {}

    final ClusterBroadcaster stormed;
    final ClusterBroadcaster other;
    final Memoizer memoizer;
    final AtomicInteger delivered = new AtomicInteger();
    /** What law 2 forbids: a value from before a flush whose delivery had settled. */
    final AtomicInteger staleReads = new AtomicInteger();
    /** Deliveries that have settled without the peer's answer. */
    final AtomicInteger lapsed = new AtomicInteger();

    private final Memoizer otherMemoizer;
    private final List<TestServer> servers;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong row = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong[] reads = {new AtomicLong(), new AtomicLong()};
    private final Process clients;
    private final Writer orders;
    private final BufferedReader counts;
    private volatile boolean over;

    StormRig(TestServer.Container container, String host, String otherHost) throws IOException {
        TestServer server = TestServer.open(container, host);
        TestServer idle = TestServer.open(TestServer.Container.JETTY, otherHost);
        servers = List.of(server, idle);
        ClusterConfig config = ClusterConfig.builder()
                .peers(server.uri().toString(), idle.uri().toString())
                .allowedRequesters(StormClients.ALLOWED)
                .secret("known to these two servers alone")
                .build();
        stormed = new ClusterBroadcaster(config);
        other = new ClusterBroadcaster(config);
        memoizer = Memoizer.builder().broadcaster(stormed).build();
        otherMemoizer = Memoizer.builder().broadcaster(other).build();
        server.start(context -> {
            TestServer.add(context, BARE, new Bare());
            FlushServlet.mount(context, stormed);
        });
        idle.start(context -> FlushServlet.mount(context, other));
        clients = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        StormClients.class.getName(),
                        host,
                        String.valueOf(server.port),
                        String.valueOf(CLIENTS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = clients.outputWriter(StandardCharsets.UTF_8);
        counts = clients.inputReader(StandardCharsets.UTF_8);
        for (AtomicLong count : reads) {
            threads.add(new Thread(() -> read(count)));
        }
        threads.add(new Thread(this::write));
        threads.forEach(Thread::start);
    }

    /** Storms a path for a while, or none if it is empty. */
    Slice storm(String path, Duration duration) throws IOException {
        order(path);
        long start = System.nanoTime();
        long before = reads();
        LockSupport.parkNanos(duration.toNanos());
        while (System.nanoTime() - start < duration.toNanos()) {
            Thread.onSpinWait();
        }
        long done = reads() - before;
        double seconds = (System.nanoTime() - start) / 1e9;
        String[] answers = order("").split(" ");
        return new Slice(done / seconds, Long.parseLong(answers[0]) / seconds, Long.parseLong(answers[1]));
    }

    @Override
    public void close() {
        over = true;
        try {
            orders.close(); // ends the process
            clients.waitFor();
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        stormed.close();
        other.close();
        servers.forEach(TestServer::close);
        memoizer.close();
        otherMemoizer.close();
    }

    private String order(String path) throws IOException {
        orders.write(path + "\n");
        orders.flush();
        return counts.readLine();
    }

    private long reads() {
        return reads[0].get() + reads[1].get();
    }

    private void read(AtomicLong count) {
        while (!over) {
            for (int id = 0; id < ENTRIES; id++) {
                int one = id;
                long least = settled.get();
                long value = memoizer.memoize(statement(id), () -> load(one));
                if (id == ROW_THAT_CHANGES && value < least) {
                    staleReads.incrementAndGet();
                }
            }
            count.lazySet(count.get() + ENTRIES);
        }
    }

    private void write() {
        while (!over) {
            long version = row.incrementAndGet();
            Delivery delivery = otherMemoizer.flush(statement(ROW_THAT_CHANGES));
            delivery.settled().join();
            settled.set(version);
            boolean arrived =
                    delivery.outcomes().values().stream().allMatch(outcome -> outcome == PeerOutcome.ACKNOWLEDGED);
            (arrived ? delivered : lapsed).incrementAndGet();
            LockSupport.parkNanos(PAUSE_OF_THE_WRITER.toNanos());
        }
    }

    private long load(int id) {
        return id == ROW_THAT_CHANGES ? row.get() : 0;
    }

    private static String statement(int id) {
        return "select name from greebles where id = " + id;
    }

    /** The yardstick: no servlet can refuse for less. */
    private static final class Bare extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = "Forbidden.".getBytes(StandardCharsets.US_ASCII);
            response.setStatus(403);
            response.setContentType("text/plain");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
