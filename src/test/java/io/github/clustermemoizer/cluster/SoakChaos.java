package io.github.clustermemoizer.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Breaks things at random, and mends them in the end. */
final class SoakChaos implements AutoCloseable {
    private static final int MOST_DOWN = 3;
    private static final PairFaults.Fault[] FAULTS = PairFaults.Fault.values();

    private final LongAdder pairs = new LongAdder();
    private final LongAdder deaf = new LongAdder();
    private final LongAdder mute = new LongAdder();
    private final LongAdder isolated = new LongAdder();
    private final LongAdder stops = new LongAdder();
    private final LongAdder crashes = new LongAdder();
    private final List<SoakServer> servers;
    private final PairFaults network;
    private final int rows;
    private final long bound;
    private final Random random;
    private final Set<SoakServer> down = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService undertakers = Executors.newFixedThreadPool(MOST_DOWN);
    private final long start = System.nanoTime();

    SoakChaos(List<SoakServer> servers, PairFaults network, int rows, Duration bound, long seed) {
        this.servers = servers;
        this.network = network;
        this.rows = rows;
        this.bound = bound.toNanos();
        this.random = new Random(seed);
    }

    /** Called ten times a second. Every now and then the weather is fair for two bounds. */
    void step() {
        long age = (System.nanoTime() - start) / bound;
        if (age % 7 >= 5) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            pairs.increment();
            network.strike(anybody(), anybody(), fault(), upTo(2));
        }
        int dice = random.nextInt(100);
        if (dice < 3) {
            around(deaf, false, true);
        } else if (dice < 6) {
            around(mute, true, false);
        } else if (dice < 9) {
            around(isolated, true, true);
        } else if (dice < 25) {
            end(servers.get(anybody()), random.nextBoolean());
        }
    }

    private void around(LongAdder count, boolean out, boolean in) {
        count.increment();
        int victim = anybody();
        PairFaults.Fault fault = random.nextBoolean() ? PairFaults.Fault.REFUSED : fault();
        Duration duration = upTo(2.5);
        for (int other = 0; other < servers.size(); other++) {
            if (out) {
                network.strike(victim, other, fault, duration);
            }
            if (in) {
                network.strike(other, victim, fault, duration);
            }
        }
    }

    private void end(SoakServer server, boolean crash) {
        if (down.size() >= MOST_DOWN || !server.mayEnd() || !down.add(server)) {
            return;
        }
        (crash ? crashes : stops).increment();
        Duration pause = random.nextInt(3) == 0 ? Duration.ZERO : upTo(1);
        undertakers.execute(() -> {
            try {
                if (crash) {
                    flushUnheard(server);
                    server.crash();
                } else {
                    server.stop(random);
                }
                LockSupport.parkNanos(pause.toNanos());
                server.restart();
            } catch (RuntimeException | Error e) {
                failures.add(e);
            } finally {
                down.remove(server);
            }
        });
    }

    /** The worst moment to die: after a few flushes that nobody has been told of. */
    private void flushUnheard(SoakServer server) {
        for (int other = 0; other < servers.size(); other++) {
            network.strike(server.number, other, PairFaults.Fault.REFUSED, Duration.ofMillis(200));
        }
        for (int i = 0; i < 20; i++) {
            server.write(SoakTraffic.row(rows, random), random);
        }
    }

    private int anybody() {
        return random.nextInt(servers.size());
    }

    private PairFaults.Fault fault() {
        return FAULTS[random.nextInt(FAULTS.length)];
    }

    private Duration upTo(double bounds) {
        return Duration.ofNanos((long) (bounds * bound * random.nextDouble()));
    }

    /** Mends all. */
    @Override
    public void close() {
        network.heal();
        undertakers.shutdown();
        try {
            if (!undertakers.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new AssertionError("a server does not come back: " + down);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a server did not end or start", failures.peek());
        }
    }

    @Override
    public String toString() {
        return "stops " + stops + ", crashes " + crashes + ", deaf " + deaf + ", mute " + mute + ", isolated "
                + isolated + ", pairs " + pairs;
    }
}
