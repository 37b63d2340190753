package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.PeerOutcome;
import java.util.Map;

/** A flush that a server made. What was read from the database before {@code order} is old from then on. */
final class SimulatedFlush {
    final SimulatedLife sender;
    final long order;
    final long time;
    /** Which servers had met the sender by then. */
    final int met;

    private final Delivery delivery;
    private int settledAtDeath;

    SimulatedFlush(SimulatedLife sender, long order, long time, int met, Delivery delivery) {
        this.sender = sender;
        this.order = order;
        this.time = time;
        this.met = met;
        this.delivery = delivery;
    }

    /** Tells whether somebody at the sender may know by now that {@code server} serves nothing old. */
    boolean isSettled(SimulatedServer server) {
        if (sender.dead) {
            return (settledAtDeath & server.bit()) != 0;
        }
        PeerOutcome outcome = delivery.outcomes().get(server.uri);
        return outcome != null && outcome != PeerOutcome.PENDING;
    }

    void keepOutcome() {
        for (Map.Entry<java.net.URI, PeerOutcome> outcome : delivery.outcomes().entrySet()) {
            if (outcome.getValue() != PeerOutcome.PENDING) {
                settledAtDeath |= sender.bit(outcome.getKey());
            }
        }
    }

    boolean wasMet(SimulatedServer server) {
        return (met & server.bit()) != 0;
    }
}
