package io.github.clustermemoizer.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * A list of servers that changes. Each server sees it with a lag of its own: another is on it at the latest some
 * time after its start, within half of the absence, and is taken off some time after its end.
 */
final class SimulatedDiscovery {
    private final Simulation world;
    private final long[][] lag;
    private final long[][] keep;
    private long failsUntil;

    SimulatedDiscovery(Simulation world) {
        this.world = world;
        int servers = world.scenario.servers();
        lag = new long[servers][servers];
        keep = new long[servers][servers];
        for (int i = 0; i < servers; i++) {
            for (int j = 0; j < servers; j++) {
                lag[i][j] = i == j ? 0 : world.dice.between(0, world.scenario.longestListingLag());
                keep[i][j] = world.dice.between(0, Scenario.LONGEST_KEPT_ON_LIST);
            }
        }
    }

    List<URI> listedBy(SimulatedServer asking) throws IOException {
        if (!world.isHealing() && (world.agenda.now() < failsUntil || world.dice.chance(0.1))) {
            throw new IOException("no answer from the name server");
        }
        return world.servers.stream()
                .filter(server -> isListed(asking, server))
                .map(server -> server.uri)
                .toList();
    }

    /** For a while nobody learns anything new. */
    void fail(long length) {
        failsUntil = world.agenda.now() + length;
        world.trace("no list until %.4f", failsUntil / 1e9);
    }

    private boolean isListed(SimulatedServer asking, SimulatedServer server) {
        long now = world.agenda.now();
        long late = lag[asking.index][server.index];
        long kept = keep[asking.index][server.index];
        return asking == server
                || server.lives.stream()
                        .anyMatch(life -> (life.born == 0 || life.born + late <= now) && now <= life.died + kept);
    }
}
