package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One of the servers of a soak, through all its lives. Started and ended by one thread at a time. */
final class SoakServer {
    private static final Duration PORT_PATIENCE = Duration.ofSeconds(10);
    private static final int THREADS = 6;

    final int number;
    private final Versions versions;
    private final PairFaults network;
    private final ClusterConfig config;
    private final Collection<WeakReference<ClusterBroadcaster>> everMade;
    private TestServer next;
    private volatile @Nullable Life life;

    /** From a start to its end. */
    private final class Life {
        final TestServer container = next;
        final ClusterBroadcaster broadcaster = new ClusterBroadcaster(config);
        final String instance = broadcaster.status().instance();
        final Memoizer memoizer = Memoizer.builder()
                .broadcaster(broadcaster)
                .maximumSize(100_000)
                .strictBound(strictness() == Versions.Strictness.STRICT)
                .build();
        final Versions.Site site = versions.new Site(strictness(), config.absence());
    }

    /** @param server opened, and not started; its port is kept through all lives */
    SoakServer(
            int number,
            TestServer server,
            ClusterConfig config,
            Versions versions,
            PairFaults network,
            Collection<WeakReference<ClusterBroadcaster>> everMade) {
        this.number = number;
        this.next = server;
        this.config = config;
        this.versions = versions;
        this.network = network;
        this.everMade = everMade;
    }

    static TestServer.Container container(int number) {
        return number % 2 == 0 ? TestServer.Container.JETTY : TestServer.Container.TOMCAT;
    }

    static TestServer open(int number, int port) {
        return TestServer.open(container(number), "127.0.0." + (number + 2), port, THREADS);
    }

    static String statement(int row) {
        return "select version from soak where id = " + row;
    }

    boolean isUp() {
        return life != null;
    }

    /** Tells whether it may end again without breaking the one exception that the promise has after a goodbye. */
    boolean mayEnd() {
        Life now = life;
        return now != null && System.nanoTime() - now.site.promisedFrom > 0;
    }

    boolean hearsAll() {
        Life now = life;
        return now != null && hearsAll(now.broadcaster.status());
    }

    private static boolean hearsAll(ClusterStatus status) {
        return status.boundInForce().isEmpty()
                && status.peers().stream()
                        .allMatch(peer ->
                                peer.state() == PeerStatus.State.HEARD || peer.state() == PeerStatus.State.SELF);
    }

    /** Returns how many of its flushes are not settled yet. */
    long unsettled() {
        Life now = life;
        return now == null ? 0 : now.site.unsettled.get();
    }

    void start() {
        var begun = new Life();
        everMade.add(new WeakReference<>(begun.broadcaster));
        network.connect(begun.instance, number);
        begun.container.start(context -> {
            network.mount(context, number, begun.instance);
            FlushServlet.mount(context, begun.broadcaster);
        });
        life = begun;
    }

    /** Ends cleanly: the application says goodbye first, or leaves that to the container. */
    void stop(Random random) {
        Life ending = end();
        if (random.nextBoolean()) {
            ending.broadcaster.close();
        }
        // Some requests of the application may outlive all that listens to the peers.
        bury(ending, random.nextInt(3) == 0 ? config.stalenessBound().multipliedBy(2) : Duration.ZERO);
    }

    /** Ends as if the power were cut: not a byte leaves or arrives any more. Only then are its threads cleared away. */
    void crash() {
        Life ending = end();
        network.unplug(ending.instance);
        bury(ending, Duration.ZERO);
    }

    private Life end() {
        Life ending = life;
        if (ending == null) {
            throw new IllegalStateException("is not up");
        }
        life = null;
        return ending;
    }

    private void bury(Life ending, Duration readOn) {
        ending.container.close();
        ending.broadcaster.close();
        long start = System.nanoTime();
        while (System.nanoTime() - start < readOn.toNanos()) {
            int row = SoakTraffic.row(versions.rows, ThreadLocalRandom.current());
            versions.read(row, ending.site, any -> version(ending, any));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        ending.memoizer.close();
        network.forget(ending.instance);
    }

    /** Starts anew under the same address. */
    void restart() {
        next = reopen(next.port);
        start();
    }

    private TestServer reopen(int port) {
        long start = System.nanoTime();
        while (true) {
            try {
                return open(number, port);
            } catch (AssertionError e) {
                if (System.nanoTime() - start > PORT_PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** Reads the row, if the server is up. */
    void read(int row) {
        Life now = life;
        if (now != null) {
            versions.read(row, now.site, any -> version(now, any));
        }
    }

    /** Tells what the server would answer; -1 if it is down. */
    long peek(int row) {
        Life now = life;
        return now == null ? -1 : version(now, row);
    }

    private long version(Life now, int row) {
        return now.memoizer.memoize(statement(row), () -> {
            long version = versions.load(row);
            var random = ThreadLocalRandom.current();
            if (random.nextInt(500) == 0) {
                // A slow query: a flush may overtake it.
                LockSupport.parkNanos(random.nextLong(10_000_000));
            }
            return version;
        });
    }

    /** Writes the row, if the server is up. */
    void write(int row, Random random) {
        Life now = life;
        if (now == null) {
            return;
        }
        String statement = statement(row);
        versions.write(row, now.site, version -> flush(now, statement, version, random));
    }

    private static Delivery flush(Life now, String statement, long version, Random random) {
        return switch (random.nextInt(100)) {
            case 0 -> now.memoizer.flush(Flush.prefix(statement));
            case 1 -> now.memoizer.flush(Flush.matching(statement + "*"));
            case 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> now.memoizer.seed(statement, version);
            default -> now.memoizer.flush(statement);
        };
    }

    private Versions.Strictness strictness() {
        return number % 3 == 0 ? Versions.Strictness.BY_TICKER : Versions.Strictness.STRICT;
    }
}
