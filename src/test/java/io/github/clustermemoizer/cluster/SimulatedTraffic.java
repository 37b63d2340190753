package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Dice.MILLI;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import java.util.List;

/** Readers and writers on all servers. */
final class SimulatedTraffic {
    /** Slow loads nest on the one thread, so not too many are under way. */
    private static final int DEEPEST = 6;

    private final Simulation world;
    private int depth;
    private long junk;
    private long nextLoad;

    SimulatedTraffic(Simulation world) {
        this.world = world;
    }

    void start() {
        world.agenda.in(world.dice.exponential(world.scenario.traffic()), this::next);
    }

    private void next() {
        if (world.agenda.now() >= world.endOfTraffic()) {
            return;
        }
        world.agenda.in(world.dice.exponential(world.scenario.traffic()), this::next);
        SimulatedServer server = world.servers.get(world.dice.below(world.servers.size()));
        if (world.dice.chance(world.scenario.writes())) {
            write(server, world.dice.chance(0.5) ? world.dice.below(Statements.COUNT) : Statements.draw(world.dice));
        } else {
            read(server, Statements.draw(world.dice));
        }
    }

    void readEverywhere(int statement) {
        world.servers.forEach(server -> read(server, statement));
    }

    void read(SimulatedServer server, int statement) {
        if (server.life != null && server.life.isRunning()) {
            read(server.life, statement);
        }
    }

    /** Forgets the value, and takes long to load it anew. */
    void loadSlowly(SimulatedServer server, int statement, long length) {
        if (server.life != null && server.life.isRunning()) {
            server.life.memoizer.flushLocal(world.statements.flush(statement));
            nextLoad = length;
            read(server.life, statement);
            nextLoad = 0;
        }
    }

    void writeAny(SimulatedServer server) {
        write(server, world.dice.below(Statements.COUNT));
    }

    /** A server that is about to end reads, but does not write any more. */
    void write(SimulatedServer server, int statement) {
        if (server.life != null && server.life.isRunning() && !server.life.leaving) {
            write(server.life, statement);
        }
    }

    /** The application closes its memoizer and makes another. */
    void renewMemoizer(SimulatedServer server) {
        if (server.life != null && server.life.isRunning()) {
            server.life.renew();
        }
    }

    void read(SimulatedLife life, int statement) {
        if (!life.isRunning() || life.loading[statement]) {
            return; // it ended in a call that this one is nested in, or loads on this very thread
        }
        world.tally.reads++;
        var load = new Load(life, statement);
        Long value = life.memoizer.memoize(world.statements.key(statement), load::run);
        if (!load.ran) {
            world.history.hit(life, statement, value);
        }
    }

    /** Changes a row, and flushes what depends on it. */
    private void write(SimulatedLife life, int statement) {
        if (world.dice.chance(0.15)) {
            seed(life, statement);
        } else {
            flush(life, statement, world.statements.drop(statement, world.dice));
            if (world.dice.chance(0.5)) {
                probe(life, statement);
            }
        }
    }

    /** Changes a row, flushes that alone, and looks closely at who goes on to serve it. */
    void writeRow(SimulatedServer server, int statement) {
        SimulatedLife life = server.life;
        if (life != null && life.isRunning() && !life.leaving) {
            flush(life, statement, new Statements.Drop(world.statements.flush(statement), 1L << statement));
            probe(life, statement);
        }
    }

    private void flush(SimulatedLife life, int statement, Statements.Drop drop) {
        world.tally.flushes++;
        long time = world.agenda.now();
        int met = life.met();
        world.history.announce(drop.flush(), drop.statements());
        long order = world.history.next();
        Delivery delivery = life.memoizer.flush(drop.flush());
        life.dropped(drop.statements(), order);
        world.history.flushed(life, drop.statements(), order, time, met, delivery);
        world.trace(
                "%s flushes %d by %s at step %d", life, statement, drop.flush().kind(), order);
    }

    /** Changes a row in a transaction of some length, and seeds what it returned. */
    private void seed(SimulatedLife life, int statement) {
        world.tally.flushes++;
        Flush flush = world.statements.flush(statement);
        world.history.announce(flush, 1L << statement);
        long order = life.memoizer.seedWith(world.statements.key(statement), () -> {
            long row = world.history.next();
            pass(life, world.dice.chance(0.3) ? world.dice.exponential(100 * MILLI) : 0);
            return row;
        });
        if (life.dead || life.leaving) {
            return; // what a process commits that does not live to flush it
        }
        life.dropped(1L << statement, order);
        long now = world.agenda.now();
        world.history.flushed(life, 1L << statement, order, now, life.met(), life.lastDelivery());
        world.trace("%s seeds %d at step %d", life, statement, order);
    }

    /** Reads everywhere at the last moment at which an old value may be served, and right after it. */
    private void probe(SimulatedLife sender, int statement) {
        long flushed = world.agenda.now();
        for (SimulatedServer server : world.servers) {
            if (server != sender.server) {
                long due = flushed + server.real(world.scenario.bound());
                readAt(due - world.dice.between(0, 20 * MILLI), server, statement);
                readAt(due + 2 * History.ROUNDING, server, statement);
                long unmet = world.history.dueUnmet(sender, flushed, server);
                if (world.scenario.absence() > 0 && unmet > due) {
                    readAt(unmet - world.dice.exponential(world.scenario.bound() / 10), server, statement);
                    readAt(unmet + 2 * History.ROUNDING, server, statement);
                }
            }
        }
    }

    private void readAt(long time, SimulatedServer server, int statement) {
        world.agenda.at(time, () -> read(server, statement));
    }

    /** Many flushes of statements that nobody reads. */
    void burst(SimulatedServer server) {
        SimulatedLife life = server.life;
        if (life == null || !life.isRunning() || life.leaving) {
            return;
        }
        world.tally.bursts++;
        world.trace("%s flushes %d more", life, world.scenario.burst());
        String filler = "x".repeat(world.scenario.burstLength());
        for (int i = 0; i < world.scenario.burst(); i++) {
            var unused = life.memoizer.flush(filler + junk++);
        }
        for (PeerLink link : life.broadcaster.links()) {
            if (link.pending() > Backlog.MAX_ITEMS + Wire.REQUEST_LINE_LIMIT / 10) {
                world.violated("law 3: %s owes %s %d items", life, link.peer(), link.pending());
            }
        }
    }

    /** Every reader on every server must see the newest rows. */
    void readAll(List<SimulatedServer> servers) {
        for (SimulatedServer server : servers) {
            SimulatedLife life = server.life;
            for (int statement = 0; life != null && statement < Statements.COUNT; statement++) {
                Long value = life.memoizer.memoize(world.statements.key(statement), world.history::next);
                if (world.history.isOld(life, statement, value)) {
                    world.violated("not healed: %s serves an old value of statement %d", life, statement);
                }
            }
        }
    }

    /** Time goes by in a call of {@code life}; what else there is happens meanwhile, on the same thread. */
    private void pass(SimulatedLife life, long duration) {
        if (duration == 0 || depth == DEEPEST) {
            return;
        }
        depth++;
        world.agenda.runUntil(Math.min(world.agenda.now() + duration, world.endOfFaults()));
        while (!life.dead && life.server.isPaused(world.agenda.now()) && !world.agenda.isStopped()) {
            world.agenda.runUntil(life.server.pausedUntil);
        }
        depth--;
    }

    private final class Load {
        private final SimulatedLife life;
        private final int statement;
        private boolean ran;

        Load(SimulatedLife life, int statement) {
            this.life = life;
            this.statement = statement;
        }

        Long run() {
            ran = true;
            world.tally.loads++;
            long value = world.history.next();
            long length = length();
            if (length > 0) {
                world.tally.slowLoads++;
                life.loading[statement] = true;
                pass(life, length);
                life.loading[statement] = false;
            }
            return value;
        }

        private long length() {
            if (nextLoad > 0) {
                long length = nextLoad;
                nextLoad = 0;
                return length;
            }
            if (!world.dice.chance(world.scenario.slowLoads())) {
                return 0;
            }
            long usual = world.dice.exponential(100 * MILLI);
            return world.dice.chance(0.05) ? world.scenario.bound() * 2 + usual : usual;
        }
    }
}
