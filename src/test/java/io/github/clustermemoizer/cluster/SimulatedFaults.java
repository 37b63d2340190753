package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Dice.MILLI;
import static io.github.clustermemoizer.cluster.Dice.SECOND;

/** What goes wrong, and when it is over. */
final class SimulatedFaults {
    private final Simulation world;
    private final Dice dice;
    private final SimulatedPlots plots;

    SimulatedFaults(Simulation world) {
        this.world = world;
        this.dice = world.dice;
        this.plots = new SimulatedPlots(world, this);
    }

    void start() {
        if (world.scenario.faultPause() > 0) {
            world.agenda.in(dice.exponential(world.scenario.faultPause()), this::next);
        }
    }

    private void next() {
        if (world.isHealing()) {
            return;
        }
        world.agenda.in(dice.exponential(world.scenario.faultPause()), this::next);
        SimulatedServer server = any();
        if (dice.chance(world.scenario.plots())) {
            plots.next(server, other(server));
            return;
        }
        switch (dice.below(20)) {
            case 0, 1, 2, 3 -> cut(server, other(server), length());
            case 4, 5 -> cutBothWays(server, other(server), length());
            case 6 -> isolate(server, length());
            case 7 -> split(length());
            case 8, 9, 10 -> pause(server, pauseLength());
            case 11, 12 -> crash(server);
            case 13, 14 -> leave(server);
            case 15 -> storm(server);
            case 16 -> refuse(server);
            case 17 -> world.traffic.renewMemoizer(server);
            case 18 -> plots.overflow(server, other(server));
            default -> world.discovery.fail(bounded(length()));
        }
    }

    /** Shorter and longer than the bound. */
    long length() {
        long bound = world.scenario.bound();
        return dice.oneOf(bound / 4, bound, 2 * bound, 5 * bound) + dice.exponential(SECOND);
    }

    /** For a while nothing of what {@code from} sends reaches {@code to}. */
    void cut(SimulatedServer from, SimulatedServer to, long length) {
        world.tally.cuts++;
        world.network.cut(from, to, bounded(length));
    }

    private void cutBothWays(SimulatedServer one, SimulatedServer other, long length) {
        cut(one, other, length);
        cut(other, one, length);
    }

    private void isolate(SimulatedServer server, long length) {
        world.servers.stream().filter(other -> other != server).forEach(other -> cutBothWays(server, other, length));
    }

    private void split(long length) {
        int side = dice.below(1 << world.servers.size());
        for (SimulatedServer one : world.servers) {
            for (SimulatedServer other : world.servers) {
                if ((side & one.bit()) != 0 && (side & other.bit()) == 0) {
                    cutBothWays(one, other, length);
                }
            }
        }
    }

    private long pauseLength() {
        long bound = world.scenario.bound();
        return dice.oneOf(300 * MILLI, 2 * SECOND, bound, bound + bound / 2, 60 * SECOND)
                + dice.exponential(500 * MILLI);
    }

    void pause(SimulatedServer server, long length) {
        SimulatedLife life = server.life;
        if (life == null || server.isPaused(world.agenda.now())) {
            return;
        }
        world.tally.pauses++;
        server.pausedUntil = world.agenda.now() + bounded(length);
        world.trace("pause %s until %.4f", life, server.pausedUntil / 1e9);
        world.agenda.at(server.pausedUntil, () -> wake(life));
    }

    /** Where the bound is strict, readers may come before anything else; else a tick comes first. */
    private void wake(SimulatedLife life) {
        if (!life.isRunning()) {
            return;
        }
        world.trace("%s wakes", life);
        if (!life.strict) {
            life.broadcaster.tick();
        }
        for (int statement = 0; statement < Statements.COUNT; statement++) {
            if (dice.chance(0.3)) {
                world.traffic.read(life, statement);
            }
        }
    }

    void crash(SimulatedServer server) {
        if (server.life != null) {
            world.tally.crashes++;
            world.trace("%s crashes", server.life);
            server.life.die();
            restart(server);
        }
    }

    void leave(SimulatedServer server) {
        if (world.isUsable(server)) {
            world.tally.leaves++;
            world.trace("%s leaves", server.life);
            server.life.leave();
            restart(server);
        }
    }

    /** Again and again, before it has met everybody. */
    private void storm(SimulatedServer server) {
        int times = 2 + dice.below(4);
        for (int i = 0; i < times; i++) {
            world.agenda.in(i * dice.between(200 * MILLI, SECOND), () -> {
                if (!world.isHealing()) {
                    world.traffic.writeAny(server);
                    crash(server);
                    boot(server);
                    world.traffic.writeAny(server);
                }
            });
        }
    }

    /** For a while the server cannot do what its peers ask for. */
    void refuse(SimulatedServer server) {
        if (server.life != null) {
            world.tally.refusals++;
            server.life.refusesUntil = world.agenda.now() + bounded(length());
            world.trace("%s refuses until %.4f", server.life, server.life.refusesUntil / 1e9);
        }
    }

    private void restart(SimulatedServer server) {
        server.gone = world.scenario.discovery() && dice.chance(0.2);
        long bound = world.scenario.bound();
        long rest = dice.oneOf(200 * MILLI, SECOND, bound, 4 * bound) + dice.exponential(SECOND);
        world.agenda.in(bounded(rest), () -> boot(server));
    }

    /** Starts the server unless it runs; if it is about to end, somewhat later. */
    void boot(SimulatedServer server) {
        if (server.gone) {
            return;
        }
        if (server.life == null) {
            world.boot(server);
        } else if (server.life.leaving) {
            world.agenda.in(dice.exponential(500 * MILLI), () -> boot(server));
        }
    }

    private long bounded(long length) {
        return Math.max(0, Math.min(length, world.endOfFaults() - world.agenda.now()));
    }

    private SimulatedServer any() {
        return world.servers.get(dice.below(world.servers.size()));
    }

    private SimulatedServer other(SimulatedServer server) {
        int step = 1 + dice.below(world.servers.size() - 1);
        return world.servers.get((server.index + step) % world.servers.size());
    }
}
