package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Dice.MILLI;
import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.SimulatedTime;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One process from start to end: a real memoizer and a real broadcaster, in simulated surroundings. */
final class SimulatedLife {
    private static final long TICK = 150 * MILLI;
    private static final long REFRESH = 1_000 * MILLI;

    final SimulatedServer server;
    final String node;
    final long born;
    final boolean strict;
    final ClusterBroadcaster broadcaster;
    Memoizer memoizer;

    /** By statement: when the last flush that drops it was made here, or received and done. */
    final long[] flushed = new long[Statements.COUNT];
    /** By statement: loads under way that a new reader would join. */
    final boolean[] loading = new boolean[Statements.COUNT];

    final List<SimulatedFlush> flushes = new ArrayList<>();

    boolean leaving;
    int dropsOfEverything;
    /** Until then it cannot do what it is asked for. */
    long refusesUntil;

    boolean dead;
    long died = Long.MAX_VALUE / 2;
    /** Who had met this process when it ended, and who had listed its address. */
    int metAtDeath;

    int listedAtDeath;

    private @Nullable Delivery lastDelivery;
    private final Simulation world;
    private final long clockStart;
    private final long mountedAt;

    SimulatedLife(Simulation world, SimulatedServer server) {
        this.world = world;
        this.server = server;
        Dice dice = world.dice;
        born = world.agenda.now();
        node = server + "-" + server.lives.size() + "-" + Long.toHexString(dice.any());
        // Any number will do for nanoTime, and it may pass the largest one.
        long start = dice.chance(0.05) ? Long.MAX_VALUE - dice.below(100) * Dice.SECOND : dice.any() / 4;
        clockStart = start - ticks(born);
        strict = dice.chance(0.7);
        mountedAt = dice.chance(0.1) ? born + dice.exponential(300 * MILLI) : born;
        ClusterConfig.Builder config = world.scenario.config();
        if (world.scenario.discovery()) {
            config.peerSource(() -> world.discovery.listedBy(server));
        } else {
            config.peers(world.servers.stream().map(s -> s.uri.toString()).toArray(String[]::new));
        }
        broadcaster = new ClusterBroadcaster(
                config.build(),
                new Surroundings(
                        node,
                        world.network.from(this),
                        this::execute,
                        this::execute,
                        (task, nanos) -> later(server.real(nanos) + 1, task),
                        this::clock,
                        dice::fraction));
        // First, so that it keeps the memoizer from being told.
        broadcaster.attach(new FailingTarget(() -> world.agenda.now() < refusesUntil));
        memoizer = newMemoizer();
    }

    void start() {
        tick();
        refresh();
    }

    /** This server's nanoTime. */
    long clock() {
        return clockStart + ticks(world.agenda.now());
    }

    boolean isRunning() {
        return !dead && !server.isPaused(world.agenda.now());
    }

    /** Does something in this process, once it is not paused, unless it has ended by then. */
    void later(long delay, Runnable action) {
        world.agenda.in(delay, () -> act(action));
    }

    void act(Runnable action) {
        if (dead) {
            return;
        }
        if (server.isPaused(world.agenda.now())) {
            world.agenda.at(server.pausedUntil, () -> act(action));
            return;
        }
        action.run();
    }

    /** What the servlet does. */
    Transport.Reply take(String address, @Nullable String query, Map<String, String> headers) {
        if (world.agenda.now() < mountedAt) {
            return new Transport.Reply(404, "Not found.", Map.of());
        }
        long order = world.history.next();
        Inbox.Reply reply = broadcaster
                .inbox()
                .take(new Incoming(address, broadcaster.config().path(), query, headers));
        if (reply.answer() == Inbox.Answer.SUCCESSFUL && query != null && !node.equals(headers.get(Headers.NODE))) {
            long statements = world.history.dropped(query);
            dropped(statements, order);
            if (statements == Statements.ALL) {
                dropsOfEverything++;
            }
        }
        return new Transport.Reply(reply.answer().status, reply.answer().body, reply.headers());
    }

    /** From now on no reader here may get what was loaded before {@code order}. */
    void dropped(long statements, long order) {
        for (int i = 0; i < flushed.length; i++) {
            if ((statements & 1L << i) != 0) {
                flushed[i] = order;
                loading[i] = false;
            }
        }
    }

    /** Which servers have met this process, as far as it knows. */
    int met() {
        int met = 0;
        for (PeerLink link : broadcaster.links()) {
            if (link.isMet()) {
                met |= world.bit(link.peer());
            }
        }
        return met;
    }

    boolean lists(SimulatedServer other) {
        return broadcaster.links().stream().anyMatch(link -> link.peer().equals(other.uri));
    }

    /** Closes the memoizer, and makes another one in its place. */
    void renew() {
        memoizer.close();
        memoizer = newMemoizer();
    }

    void leave() {
        leaving = true;
        awaitLeft(broadcaster.leave(), world.agenda.now() + server.real(world.scenario.timeout()));
    }

    void die() {
        flushes.forEach(SimulatedFlush::keepOutcome);
        metAtDeath = met();
        for (SimulatedServer other : world.servers) {
            if (other.life != null && other.life.lists(server)) {
                listedAtDeath |= other.bit();
            }
        }
        dead = true;
        died = world.agenda.now();
        server.life = null;
    }

    private void awaitLeft(CompletableFuture<Void> left, long deadline) {
        if (left.isDone() || world.agenda.now() > deadline) {
            world.trace("%s ends, has left: %s", this, left.isDone());
            die();
            return;
        }
        later(world.dice.exponential(20 * MILLI), () -> awaitLeft(left, deadline));
    }

    /** Returns what became of the last flush, also where the memoizer does not say. */
    Delivery lastDelivery() {
        return requireNonNull(lastDelivery);
    }

    int bit(URI uri) {
        return world.bit(uri);
    }

    private void tick() {
        broadcaster.tick();
        later((long) (TICK * world.dice.between(0.7, 1.3)), this::tick);
    }

    private void refresh() {
        broadcaster.followPeers();
        if (world.scenario.discovery()) {
            later((long) (REFRESH * world.dice.between(0.5, 1.5)), this::refresh);
        }
    }

    private void execute(Runnable task) {
        later(world.dice.chance(0.1) ? world.dice.exponential(20 * MILLI) : 0, task);
    }

    private long ticks(long real) {
        return (long) (real * server.clockRate);
    }

    private Memoizer newMemoizer() {
        return SimulatedTime.memoizer(new Recorder(), strict, this::clock);
    }

    private final class Recorder implements Broadcaster {
        @Override
        public Delivery broadcast(List<Flush> flushes) {
            lastDelivery = broadcaster.broadcast(flushes);
            return lastDelivery;
        }

        @Override
        public void attach(FlushTarget target) {
            broadcaster.attach(target);
        }

        @Override
        public void detach(FlushTarget target) {
            broadcaster.detach(target);
        }
    }

    @Override
    public String toString() {
        return server + "#" + (server.lives.indexOf(this) < 0 ? server.lives.size() : server.lives.indexOf(this));
    }
}
