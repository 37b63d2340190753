package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.cluster.FaultLedger.Count;
import io.github.clustermemoizer.cluster.FaultLedger.Order;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Servers in processes of their own, a wire from each to each that can break, and the ledger of what they saw. */
final class FaultSite implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(3);
    static final Duration TIMEOUT = Duration.ofSeconds(1);

    static final long WRITES_PER_SECOND = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * What kind of site.
     *
     * @param name of its table, too
     * @param network third number of its addresses
     * @param replicaLag how far what the loaders read is behind
     */
    record Plan(String name, int network, int servers, boolean strictBound, Duration absence, Duration replicaLag) {}

    final FaultLedger ledger;
    final int size;

    private final Plan plan;
    private final Path directory;
    private final FaultDatabaseProcess database;
    private final FaultStore store;
    private final TcpProxy[][] wires;
    private final FaultProcess[] processes;

    /** Starts all servers, and waits until all have met. */
    FaultSite(Plan plan, FaultDatabaseProcess database, Path directory) throws Exception {
        this.plan = plan;
        this.database = database;
        this.directory = directory;
        size = plan.servers();
        ledger = new FaultLedger(file("ledger"));
        store = database.store(plan.name());
        wires = new TcpProxy[size][size];
        processes = new FaultProcess[size];
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                wires[from][to] = new TcpProxy(host(to), host(from));
            }
        }
        ledger.order(Order.WRITES_PER_SECOND, WRITES_PER_SECOND);
        if (!plan.replicaLag().isZero()) {
            // A waiter may join a load that has asked the replica some time ago.
            ledger.order(Order.GRACE, plan.replicaLag().plusMillis(250).toNanos());
        }
        restart(IntStream.range(0, size).toArray());
        awaitCalm();
    }

    TcpProxy wire(int from, int to) {
        return wires[from][to];
    }

    /** All wires between two servers. */
    List<TcpProxy> wires() {
        return between(-1);
    }

    /** All wires from and to a server. */
    List<TcpProxy> between(int server) {
        List<TcpProxy> some = new ArrayList<>();
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                if (from != to && (server < 0 || from == server || to == server)) {
                    some.add(wires[from][to]);
                }
            }
        }
        return some;
    }

    /** Everything that {@code from} says to {@code to} goes this way: requests, and replies to requests. */
    void packets(int from, int to, TcpProxy.Way way) {
        wires[from][to].requests.set(way);
        wires[to][from].replies.set(way);
    }

    void mend() {
        wires().forEach(TcpProxy::mend);
    }

    void order(int server, String order) throws IOException {
        processes[server].order(order);
    }

    /** SIGKILL; what it has committed and not flushed counts as flushed at its death. Returns when that was. */
    long kill(int server) throws Exception {
        processes[server].kill();
        return bury(server);
    }

    /** Waits for a death of another kind. Returns when that was. */
    long awaitDeath(int server) throws Exception {
        processes[server].awaitEnd();
        return bury(server);
    }

    /** SIGSTOP and, later, SIGCONT. */
    void pause(int server, Duration pause) throws Exception {
        processes[server].pause(pause);
    }

    /** Starts servers anew, where their predecessors were. Returns when all serve. */
    void restart(int... servers) throws Exception {
        for (int server : servers) {
            launch(server);
        }
        for (int server : servers) {
            connect(server);
        }
    }

    /** Lets time pass. */
    void pass(Duration time) {
        passUntil(System.nanoTime() + time.toNanos());
    }

    void passUntil(long end) {
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }

    void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("site " + plan.name() + " waited too long for " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Waits until a flush that starts from now on reaches everybody, for each server. */
    void awaitCalm() {
        long now = System.nanoTime();
        await("every server to reach all others", () -> all(Count.ALL_REACHED, now));
    }

    /** Lets every server that runs read every statement once. */
    void audit() {
        long audit = ledger.order(Order.AUDIT) + 1;
        ledger.order(Order.AUDIT, audit);
        await("the audit", () -> all(Count.AUDITED, audit));
    }

    @Override
    public void close() {
        for (FaultProcess process : processes) {
            if (process != null) {
                process.hangUp();
            }
        }
        for (TcpProxy[] row : wires) {
            for (TcpProxy wire : row) {
                wire.close();
            }
        }
        store.close();
    }

    private boolean all(Count count, long value) {
        for (int server = 0; server < size; server++) {
            if (processes[server].isAlive() && ledger.count(0, server, count) < value) {
                return false;
            }
        }
        return true;
    }

    private String host(int server) {
        return "127.0." + plan.network() + "." + (server + 1);
    }

    private Path file(String kind) {
        return directory.resolve(plan.name() + "-" + kind);
    }

    private void launch(int server) throws IOException {
        Path config = Files.writeString(file("config-" + server), """
                server-cluster.peers = %s
                server-cluster.allowed-requesters = 127.0.%d.*
                server-cluster.timeout = %dms
                server-cluster.heartbeat = 300ms
                server-cluster.staleness-bound = %dms
                server-cluster.absence = %dms
                """.formatted(
                        List.of(wires[server]).stream()
                                .map(wire -> wire.uri().toString())
                                .collect(Collectors.joining(", ")),
                        plan.network(),
                        TIMEOUT.toMillis(),
                        BOUND.toMillis(),
                        plan.absence().toMillis()));
        var place = new FaultServer.Place(
                file("ledger"),
                server,
                size,
                host(server),
                database.port(),
                plan.name(),
                config,
                plan.strictBound(),
                plan.replicaLag());
        processes[server] =
                FaultProcess.start(FaultServer.class, file("log-" + server), database.password(), place.arguments());
    }

    private void connect(int server) throws Exception {
        var address = new InetSocketAddress(host(server), processes[server].port());
        for (int from = 0; from < size; from++) {
            wires[from][server].target(address);
        }
    }

    private long bury(int server) throws SQLException {
        long death = System.nanoTime();
        for (int from = 0; from < size; from++) {
            wires[from][server].target(null);
        }
        for (int id = server; id < FaultLedger.STATEMENTS; id += size) {
            for (long version = 2, newest = store.version(id); version <= newest; version++) {
                if (ledger.flushedAt(id, version) == 0) {
                    ledger.flushed(id, version, death);
                }
            }
        }
        return death;
    }
}
