package io.github.clustermemoizer.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Readers and writers on all servers, until closed. Some rows are asked for all the time, most rarely. */
final class SoakTraffic implements AutoCloseable {
    private static final int READERS = 3;
    private static final int WRITERS = 2;
    private static final int READS_AT_A_TIME = 10;

    private static final Duration PAUSE = Duration.ofMillis(2);

    private final AtomicLong longestHalt = new AtomicLong();
    private final List<SoakServer> servers;
    private final int rows;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    SoakTraffic(List<SoakServer> servers, int rows, long seed) {
        this.servers = servers;
        this.rows = rows;
        for (int i = 0; i < READERS; i++) {
            run("soak-reader", new Random(seed + i), this::read);
        }
        for (int i = 0; i < WRITERS; i++) {
            run("soak-writer", new Random(seed - 1 - i), this::write);
        }
    }

    /** Returns by how much a reader was ever woken too late: what the machine itself adds to any time measured here. */
    Duration longestHalt() {
        return Duration.ofNanos(longestHalt.get());
    }

    Queue<Throwable> failures() {
        return failures;
    }

    private void run(String name, Random random, Consumer<Random> step) {
        var thread = new Thread(
                () -> {
                    while (!over) {
                        try {
                            step.accept(random);
                        } catch (RuntimeException | Error e) {
                            failures.add(e);
                            return;
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void read(Random random) {
        for (SoakServer server : servers) {
            for (int i = 0; i < READS_AT_A_TIME; i++) {
                server.read(row(rows, random));
            }
        }
        long start = System.nanoTime();
        LockSupport.parkNanos(PAUSE.toNanos());
        longestHalt.accumulateAndGet(System.nanoTime() - start - PAUSE.toNanos(), Math::max);
    }

    private void write(Random random) {
        servers.get(random.nextInt(servers.size())).write(row(rows, random), random);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(80)));
    }

    static int row(int rows, Random random) {
        return (int) (rows * Math.pow(random.nextDouble(), 3));
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                throw new AssertionError(thread + " does not end");
            }
        }
    }
}
