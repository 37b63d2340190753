package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Dice.MILLI;
import static io.github.clustermemoizer.cluster.Dice.SECOND;

/** Faults that come together as by design: chance alone would need far more seeds to bring them about. */
final class SimulatedPlots {
    private final Simulation world;
    private final SimulatedFaults faults;
    private final Dice dice;

    SimulatedPlots(Simulation world, SimulatedFaults faults) {
        this.world = world;
        this.faults = faults;
        this.dice = world.dice;
    }

    /** {@code server} flushes, and something keeps {@code peer} from being told. */
    void next(SimulatedServer server, SimulatedServer peer) {
        if (!world.isUsable(server) || !world.isUsable(peer)) {
            return;
        }
        // Mostly one that is served as long as may be.
        int statement = dice.chance(0.7) ? 2 * dice.below(Statements.COUNT / 2) : dice.below(Statements.COUNT);
        if (world.scenario.discovery() && dice.chance(0.2)) {
            flushWhileNobodyIsListed(server, peer, statement);
            return;
        }
        switch (dice.below(16)) {
            case 0 -> crashAfterFlush(server);
            case 1, 2 -> leaveAfterFlushes(server, peer);
            case 3, 4 -> flushUnheard(server, statement);
            case 5 -> leaveUnheard(server, peer, statement);
            case 6 -> restartUnmet(server, peer, statement);
            case 7 -> crashDuringLoad(server, peer, statement);
            case 8, 9 -> cutAfterToken(server, peer, statement);
            case 10 -> refuseAfterToken(server, peer, statement);
            case 11 -> startUnmet(server, peer, statement);
            case 12 -> startUnlisted(server, peer, statement);
            case 13 -> restartAndFlushUnheard(server, statement);
            case 14 -> replaceWhoKnows(server, peer, statement);
            default -> overflow(server, peer);
        }
    }

    /** The peer is owed more than a lane holds. */
    void overflow(SimulatedServer server, SimulatedServer peer) {
        if (world.scenario.burst() > 0 && world.isUsable(server)) {
            faults.cut(server, peer, dice.oneOf(SECOND, world.scenario.bound()));
            world.traffic.writeAny(server);
            world.traffic.burst(server);
        }
    }

    private void crashAfterFlush(SimulatedServer server) {
        world.traffic.writeAny(server);
        if (dice.chance(0.5)) {
            faults.crash(server);
        } else {
            in(dice.exponential(20 * MILLI), () -> faults.crash(server));
        }
    }

    /** Perhaps more than fits into one request. */
    private void leaveAfterFlushes(SimulatedServer server, SimulatedServer peer) {
        if (dice.chance(0.3)) {
            faults.cut(server, peer, faults.length());
        }
        int flushes = 2 + dice.below(4);
        int statement = dice.below(Statements.COUNT - flushes);
        for (int i = 0; i < flushes; i++) {
            world.traffic.read(peer, statement + i);
        }
        for (int i = 0; i < flushes; i++) {
            world.traffic.writeRow(server, statement + i);
        }
        faults.leave(server);
    }

    /** Everybody loads a value, and hardly has he when it is flushed and nobody is told. */
    private void flushUnheard(SimulatedServer server, int statement) {
        world.traffic.writeRow(server, statement);
        in(dice.between(20 * MILLI, 200 * MILLI), () -> {
            world.traffic.readEverywhere(statement);
            for (SimulatedServer other : world.servers) {
                if (other != server && dice.chance(0.8)) {
                    faults.cut(server, other, faults.length());
                }
            }
            world.traffic.writeRow(server, statement);
        });
    }

    /** A goodbye waits at a peer that sleeps, and finds the successor there, who is cut off. */
    private void leaveUnheard(SimulatedServer server, SimulatedServer sleeper, int statement) {
        long bound = world.scenario.bound();
        world.traffic.readEverywhere(statement);
        faults.pause(sleeper, world.scenario.timeout() + dice.exponential(bound));
        faults.leave(server);
        in(world.scenario.timeout() + 200 * MILLI, () -> {
            faults.cut(server, sleeper, world.scenario.absence() + 3 * bound);
            faults.boot(server);
        });
        in(
                world.scenario.timeout() + dice.between(SECOND, 2 * SECOND),
                () -> world.traffic.writeRow(server, statement));
    }

    /** A server comes back and does not reach a peer for long. */
    private void restartUnmet(SimulatedServer server, SimulatedServer peer, int statement) {
        world.traffic.readEverywhere(statement);
        if (dice.chance(0.5)) {
            faults.leave(server);
        } else {
            faults.crash(server);
        }
        in(dice.between(100 * MILLI, SECOND), () -> {
            faults.cut(server, peer, world.scenario.absence() + dice.oneOf(1, 3) * world.scenario.bound());
            faults.boot(server);
            in(dice.exponential(SECOND), () -> world.traffic.writeRow(server, statement));
            in(dice.exponential(world.scenario.bound()), () -> world.traffic.writeRow(server, statement));
            if (dice.chance(0.5)) {
                in(world.scenario.absence() + dice.exponential(SECOND), () -> crashAndRestart(server, statement));
            }
        });
    }

    private void crashAndRestart(SimulatedServer server, int statement) {
        world.traffic.writeRow(server, statement);
        faults.crash(server);
        in(200 * MILLI, () -> faults.boot(server));
    }

    /** A planned restart; the successor is met, and then flushes unheard. */
    private void restartAndFlushUnheard(SimulatedServer server, int statement) {
        faults.leave(server);
        in(dice.between(100 * MILLI, 300 * MILLI), () -> faults.boot(server));
        in(3 * world.scenario.heartbeat() + dice.exponential(500 * MILLI), () -> flushUnheard(server, statement));
    }

    /** The peer reads the row; then it is changed, and who changed it is replaced, all while the load goes on. */
    private void crashDuringLoad(SimulatedServer server, SimulatedServer peer, int statement) {
        in(dice.exponential(100 * MILLI), () -> {
            world.traffic.writeRow(server, statement);
            faults.crash(server);
        });
        in(dice.between(200 * MILLI, 500 * MILLI), () -> faults.boot(server));
        long length = dice.oneOf(1, 2) * world.scenario.bound() + dice.exponential(SECOND);
        in(length + 2 * SECOND, () -> world.traffic.read(peer, statement));
        world.traffic.loadSlowly(peer, statement, length);
    }

    /** The peer answers with a token, and then is not told what was flushed before it gave that. */
    private void cutAfterToken(SimulatedServer server, SimulatedServer peer, int statement) {
        world.traffic.read(peer, statement);
        int others = 2 + dice.below(5);
        for (int i = 1; i <= others; i++) {
            world.traffic.writeRow(server, (statement + i) % Statements.COUNT);
        }
        world.traffic.writeRow(server, statement);
        in(dice.between(3 * MILLI, 12 * MILLI), () -> faults.cut(server, peer, faults.length()));
    }

    /** The same, but the peer is told, and cannot do it. */
    private void refuseAfterToken(SimulatedServer server, SimulatedServer peer, int statement) {
        world.traffic.read(peer, statement);
        world.traffic.writeRow(server, (statement + 1) % Statements.COUNT);
        in(MILLI / 2, () -> world.traffic.writeRow(server, statement));
        in(dice.between(2 * MILLI, 5 * MILLI), () -> faults.refuse(peer));
    }

    /** A server starts, and the first one that it meets at some address has had a predecessor who flushed. */
    private void startUnmet(SimulatedServer server, SimulatedServer peer, int statement) {
        faults.crash(peer);
        in(dice.between(50 * MILLI, 500 * MILLI), () -> {
            faults.boot(peer);
            faults.cut(server, peer, dice.oneOf(1, 3, 5) * world.scenario.bound());
            world.traffic.read(peer, statement);
            in(dice.exponential(50 * MILLI), () -> {
                world.traffic.writeRow(server, statement);
                faults.crash(server);
            });
            in(dice.between(100 * MILLI, 400 * MILLI), () -> faults.boot(server));
        });
    }

    /** A server starts again after it was forgotten, and reads before the others know of it. */
    private void startUnlisted(SimulatedServer server, SimulatedServer peer, int statement) {
        faults.crash(peer);
        in(Scenario.LONGEST_KEPT_ON_LIST + 2 * SECOND, () -> {
            faults.boot(peer);
            world.traffic.read(peer, statement);
        });
        in(Scenario.LONGEST_KEPT_ON_LIST + dice.between(2 * SECOND, 4 * SECOND), () -> {
            world.traffic.read(peer, statement);
            world.traffic.writeRow(server, statement);
        });
    }

    /** The peer has met a server that has just started; but the peer's successor finds it on no list yet. */
    private void replaceWhoKnows(SimulatedServer server, SimulatedServer peer, int statement) {
        faults.crash(server);
        in(200 * MILLI, () -> faults.boot(server));
        in(Scenario.LONGEST_KEPT_ON_LIST, () -> faults.crash(peer));
        in(Scenario.LONGEST_KEPT_ON_LIST + 100 * MILLI, () -> {
            faults.boot(peer);
            world.traffic.read(peer, statement);
            in(100 * MILLI, () -> {
                faults.cut(server, peer, 2 * world.scenario.bound());
                world.traffic.writeRow(server, statement);
            });
        });
    }

    /** A server that was forgotten comes back while nobody can tell who the servers are, and flushes. */
    private void flushWhileNobodyIsListed(SimulatedServer server, SimulatedServer peer, int statement) {
        faults.crash(server);
        in(Scenario.LONGEST_KEPT_ON_LIST + 2 * SECOND, () -> {
            world.discovery.fail(world.scenario.absence() + 4 * world.scenario.bound());
            faults.boot(server);
            world.traffic.read(peer, statement);
            in(SECOND, () -> world.traffic.writeRow(server, statement));
        });
    }

    private void in(long delay, Runnable action) {
        world.agenda.in(delay, () -> {
            if (!world.isHealing()) {
                action.run();
            }
        });
    }
}
