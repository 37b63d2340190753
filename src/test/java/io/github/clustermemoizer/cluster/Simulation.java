package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Dice.SECOND;

import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in one thread, on a simulated clock, network and database; all else is what ships. The model is
 * FoundationDB's. A seed decides everything, so it replays a failure.
 */
final class Simulation {
    static final String VIOLATED = "VIOLATED ";

    final Dice dice;
    final Scenario scenario;
    final Agenda agenda = new Agenda();
    final Statements statements;
    final SimulationTally tally = new SimulationTally();
    final List<SimulatedServer> servers = new ArrayList<>();
    final History history;
    final SimulatedNetwork network;
    final SimulatedDiscovery discovery;
    final SimulatedTraffic traffic;
    final SimulatedFaults faults;

    private final Map<URI, SimulatedServer> byUri = new HashMap<>();
    private final @Nullable List<String> trace;
    private @Nullable String violation;

    private Simulation(long seed, @Nullable List<String> trace) {
        this(new Dice(seed), null, trace);
    }

    /** Makes a world of a certain kind. */
    Simulation(Scenario scenario, long seed) {
        this(new Dice(seed), scenario, null);
    }

    private Simulation(Dice dice, @Nullable Scenario wanted, @Nullable List<String> trace) {
        this.dice = dice;
        this.trace = trace;
        scenario = wanted != null ? wanted : Scenario.draw(dice);
        statements = scenario.statements();
        for (int i = 0; i < scenario.servers(); i++) {
            double rate = 1 + Scenario.WORST_RATE * dice.oneOf(-1.0, 1.0, dice.between(-1.0, 1.0));
            var server = new SimulatedServer(i, rate);
            servers.add(server);
            byUri.put(server.uri, server);
        }
        history = new History(this);
        network = new SimulatedNetwork(this);
        discovery = new SimulatedDiscovery(this);
        traffic = new SimulatedTraffic(this);
        faults = new SimulatedFaults(this);
    }

    /** Returns what was violated, if anything was. */
    static Optional<String> run(long seed, SimulationTally sum) {
        var world = new Simulation(seed, null);
        world.run();
        sum.add(world.tally);
        return Optional.ofNullable(world.violation);
    }

    /** Returns what was violated, if anything was. */
    static Optional<String> run(long seed) {
        return run(seed, new SimulationTally());
    }

    /** Returns all that happens in the world of a seed. */
    static List<String> replay(long seed) {
        var trace = new ArrayList<String>();
        var world = new Simulation(seed, trace);
        trace.add(world.scenario.toString());
        world.run();
        return trace;
    }

    Optional<String> violation() {
        return Optional.ofNullable(violation);
    }

    void run() {
        try {
            for (SimulatedServer server : servers) {
                boot(server);
            }
            traffic.start();
            faults.start();
            agenda.runUntil(endOfFaults());
            heal();
        } catch (RuntimeException | AssertionError e) {
            var stack = new StringWriter();
            e.printStackTrace(new PrintWriter(stack));
            violated("thrown: %s", stack);
        }
        tally.seeds = 1;
        tally.nanos = agenda.now();
    }

    long endOfFaults() {
        return scenario.duration();
    }

    long endOfTraffic() {
        return endOfFaults() + scenario.healing() - SECOND;
    }

    boolean isHealing() {
        return agenda.now() >= endOfFaults();
    }

    private void heal() {
        trace("all faults end");
        network.calm();
        servers.forEach(faults::boot);
        agenda.runUntil(endOfFaults() + scenario.healing());
        for (SimulatedServer server : servers) {
            SimulatedLife life = server.life;
            if (life == null || agenda.isStopped()) {
                continue;
            }
            for (PeerLink link : life.broadcaster.links()) {
                if (!link.isSelf() && link.pending() > 0) {
                    violated("not healed: %s owes %s %d items", life, link.peer(), link.pending());
                }
            }
            ClusterStatus status = life.broadcaster.status();
            if (status.boundInForce().isPresent()) {
                violated("not healed: %s still shortens: %s", life, status);
            }
        }
        if (!agenda.isStopped()) {
            traffic.readAll(servers);
        }
    }

    boolean isUsable(SimulatedServer server) {
        return server.life != null && server.life.isRunning() && !server.life.leaving && !isHealing();
    }

    void boot(SimulatedServer server) {
        var life = new SimulatedLife(this, server);
        tally.starts++;
        trace("%s starts", life);
        server.lives.add(life);
        server.life = life;
        life.start();
    }

    SimulatedServer server(URI uri) {
        SimulatedServer server = byUri.get(uri);
        if (server == null) {
            throw new AssertionError("nobody is at " + uri);
        }
        return server;
    }

    int bit(URI uri) {
        return server(uri).bit();
    }

    @FormatMethod
    void violated(String format, @Nullable Object... arguments) {
        if (violation == null) {
            violation = String.format(format, arguments);
            trace(VIOLATED + "%s", violation);
            agenda.stop();
        }
    }

    boolean isTraced() {
        return trace != null;
    }

    @FormatMethod
    void trace(String format, @Nullable Object... arguments) {
        if (trace != null) {
            trace.add(String.format("%9.4f ", agenda.now() / 1e9) + String.format(format, arguments));
        }
    }
}
