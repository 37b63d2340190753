package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Memoizer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Two servers. One has few threads, which requests of the application can keep busy for as long as they
 * like, while readers of its own go on. It counts what reaches its database, and when.
 */
final class OverloadRig implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(3);
    static final int ENTRIES = 2000;
    private static final int THREADS = 4;
    private static final int ROW_THAT_CHANGES = 7;

    final Memoizer memoizer;
    final ClusterBroadcaster broadcaster;
    final ClusterBroadcaster other;
    final Readers readers = new Readers();
    private final Memoizer otherMemoizer;
    private final TestServer busy;
    private final TestServer idle;
    private final AtomicInteger entered = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<Socket> requests = new ArrayList<>();
    private final AtomicLong row = new AtomicLong();
    private volatile long changedAt;

    /** @param ownConnector whether the cluster's traffic has a port and threads of its own */
    OverloadRig(
            TestServer.Container container, String host, String otherHost, WhenIsolated policy, boolean ownConnector) {
        busy = TestServer.open(container, host, 0, THREADS);
        idle = TestServer.open(TestServer.Container.JETTY, otherHost);
        URI address = ownConnector ? busy.openAnother(2) : busy.uri();
        ClusterConfig config = ClusterConfig.builder()
                .peers(address.toString(), idle.uri().toString())
                .allowedRequesters("127.0.0.0/8")
                .stalenessBound(BOUND)
                .heartbeat(Duration.ofMillis(300))
                .timeout(Duration.ofSeconds(1))
                .whenIsolated(policy)
                .build();
        broadcaster = new ClusterBroadcaster(config);
        other = new ClusterBroadcaster(config);
        memoizer = Memoizer.builder().broadcaster(broadcaster).build();
        otherMemoizer = Memoizer.builder().broadcaster(other).build();
        busy.start(context -> {
            TestServer.add(context, "/slow", new Slow());
            FlushServlet.mount(context, broadcaster);
        });
        idle.start(context -> FlushServlet.mount(context, other));
        readers.start();
    }

    /** Keeps all threads busy: whoever asks this server for anything waits. */
    void overload() {
        try {
            for (int i = 0; i < 3 * THREADS; i++) {
                requests.add(ask("/slow"));
            }
            while (entered.get() < THREADS) {
                Thread.onSpinWait();
            }
            try (var probe = ask("/")) {
                probe.setSoTimeout(500);
                probe.getInputStream().read();
                throw new AssertionError("still answers");
            } catch (SocketTimeoutException e) {
                // As it should be.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void release() {
        released.countDown();
    }

    /** The other server changes one row, and tells. */
    Delivery change() {
        row.incrementAndGet();
        Delivery delivery = otherMemoizer.flush(statement(ROW_THAT_CHANGES));
        changedAt = System.nanoTime();
        return delivery;
    }

    @Override
    public void close() {
        release();
        readers.over.set(true);
        try {
            readers.join();
            for (Socket request : requests) {
                request.close();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        broadcaster.close();
        other.close();
        busy.close();
        idle.close();
        memoizer.close();
        otherMemoizer.close();
    }

    private Socket ask(String path) throws IOException {
        var socket = new Socket(busy.host, busy.port);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String statement(int id) {
        return "select name from greebles where id = " + id;
    }

    private final class Slow extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            entered.incrementAndGet();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads all entries over and over. */
    final class Readers extends Thread {
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Long> loads = new ArrayList<>(); // guarded by this
        private final AtomicLong rounds = new AtomicLong();
        volatile long longestStaleness;

        @Override
        public void run() {
            while (!over.get()) {
                for (int id = 0; id < ENTRIES; id++) {
                    int one = id;
                    long start = System.nanoTime();
                    long changed = changedAt;
                    long wanted = row.get();
                    long value = memoizer.memoize(statement(id), () -> load(one));
                    if (id == ROW_THAT_CHANGES && changed != 0 && value < wanted) {
                        longestStaleness = Math.max(longestStaleness, start - changed);
                    }
                }
                rounds.incrementAndGet();
                LockSupport.parkNanos(5_000_000);
            }
        }

        private synchronized long load(int id) {
            loads.add(System.nanoTime());
            return id == ROW_THAT_CHANGES ? row.get() : 0;
        }

        /** Returns the times of the loads so far. */
        synchronized long[] loads() {
            return loads.stream().mapToLong(time -> time).toArray();
        }

        long rounds() {
            return rounds.get();
        }
    }
}
