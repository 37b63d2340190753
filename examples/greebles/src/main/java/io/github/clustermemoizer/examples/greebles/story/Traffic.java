package io.github.clustermemoizer.examples.greebles.story;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Random clients that read and update greebles on all servers at once, and watch every answer. */
final class Traffic {
    private static final int CLIENTS = 6;
    private static final int GREEBLES = DatabaseServer.GREEBLES;
    private static final double UPDATES = 0.02;

    private final List<WebServer> servers;
    private final Watch watch;
    private final Screen screen;
    private final LongAdder reads = new LongAdder();
    private final LongAdder updates = new LongAdder();

    Traffic(List<WebServer> servers, Watch watch, Screen screen) {
        this.servers = servers;
        this.watch = watch;
        this.screen = screen;
    }

    /** Says in words how the requests are spread. */
    String description() {
        return "%d clients, %d servers, %d greebles (some of them popular), %.0f %% updates"
                .formatted(CLIENTS, servers.size(), GREEBLES, 100 * UPDATES);
    }

    /** Runs for some seconds, and shows how far it is once a second. */
    void run(int seconds) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Future<?>> clients = new ArrayList<>();
        for (int seed = 0; seed < CLIENTS; seed++) {
            Random random = new Random(seed);
            clients.add(pool.submit(() -> {
                while (System.nanoTime() < end) {
                    act(random);
                }
                return null;
            }));
        }
        pool.shutdown();
        for (int second = 1; second <= seconds; second++) {
            long next = end - TimeUnit.SECONDS.toNanos(seconds - second);
            if (pool.awaitTermination(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                break;
            }
            report(second);
        }
        screen.endProgress();
        rethrowFailures(clients);
    }

    long reads() {
        return reads.sum();
    }

    long updates() {
        return updates.sum();
    }

    private void act(Random random) throws IOException, InterruptedException {
        WebServer server = servers.get(random.nextInt(servers.size()));
        // The cube makes some greebles popular: one in a hundred gets a fifth of all requests.
        int id = 1 + (int) (GREEBLES * Math.pow(random.nextDouble(), 3));
        if (random.nextDouble() < UPDATES) {
            watch.repaint(server, id, Colours.any(random));
            updates.increment();
        } else {
            watch.look(server, id);
            reads.increment();
        }
    }

    private void report(int second) {
        String status = "%2d s   %,9d reads   %,7d updates   %,d stale answers";
        screen.progress(status.formatted(second, reads(), updates(), watch.staleAnswers()), "%,d".formatted(reads()));
    }

    private static void rethrowFailures(List<Future<?>> clients) throws IOException, InterruptedException {
        for (Future<?> client : clients) {
            try {
                client.get();
            } catch (ExecutionException e) {
                throw new IOException("a client failed: " + e.getCause().getMessage(), e.getCause());
            }
        }
    }
}
