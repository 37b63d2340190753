package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.PeerOutcome;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last flushes that were ordered on this page, so that the page can say what has become of them. Safe from any thread. */
final class Orders {
    private static final int MOST = 16;

    /**
     * One of them.
     *
     * @param flushes at least one; more where several statements may have been meant
     * @param deliveries of these
     */
    record Order(List<Flush> flushes, List<Delivery> deliveries) {
        /** Waits so long at most for all of it. */
        void await(Duration patience) {
            long end = System.nanoTime() + patience.toNanos();
            for (Delivery delivery : deliveries) {
                boolean unused = delivery.await(Duration.ofNanos(end - System.nanoTime()));
            }
        }

        /** Returns what has become of all of it at each peer. */
        Map<URI, PeerOutcome> outcomes() {
            var all = new LinkedHashMap<URI, PeerOutcome>();
            for (Delivery delivery : deliveries) {
                delivery.outcomes().forEach((peer, outcome) -> all.merge(peer, outcome, Order::worse));
            }
            return all;
        }

        private static PeerOutcome worse(PeerOutcome one, PeerOutcome other) {
            return one == PeerOutcome.PENDING || other == PeerOutcome.ACKNOWLEDGED ? one : other;
        }
    }

    private final Map<String, Order> orders = new LinkedHashMap<>(); // guarded by this

    /** Returns its name. */
    synchronized String add(Order order) {
        String name = Tokens.random();
        orders.put(name, order);
        if (orders.size() > MOST) {
            orders.remove(orders.keySet().iterator().next());
        }
        return name;
    }

    synchronized Optional<Order> find(String name) {
        return Optional.ofNullable(orders.get(name));
    }
}
