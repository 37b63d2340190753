package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.PeerOutcome;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A position in each lane. Nothing knows of a delivery unless somebody waits for it. */
final class BroadcastDelivery implements Delivery {
    private final List<PeerLink> links;
    private final long[] positions;

    /** @param positions one for each of {@code links}, in their order */
    BroadcastDelivery(List<PeerLink> links, long[] positions) {
        this.links = links;
        this.positions = positions;
    }

    @Override
    public CompletableFuture<Delivery> settled() {
        var settled = new CompletableFuture<Delivery>();
        var pending = new AtomicInteger(1);
        Runnable one = () -> {
            if (pending.decrementAndGet() == 0) {
                settled.complete(this);
            }
        };
        var undo = new ArrayList<Runnable>();
        for (int i = 0; i < positions.length; i++) {
            PeerLink link = links.get(i);
            pending.incrementAndGet();
            PeerLink.Watch watch = link.watch(positions[i], one);
            if (watch == null) {
                pending.decrementAndGet();
            } else {
                undo.add(() -> link.unwatch(watch));
            }
        }
        // Whoever gives up waiting, or cancels, leaves nothing behind.
        var unused = settled.whenComplete((delivery, cancelled) -> undo.forEach(Runnable::run));
        one.run();
        return settled;
    }

    @Override
    public Map<URI, PeerOutcome> outcomes() {
        var outcomes = new LinkedHashMap<URI, PeerOutcome>();
        for (int i = 0; i < positions.length; i++) {
            PeerLink link = links.get(i);
            if (!link.isSelf()) {
                outcomes.put(
                        link.peer(),
                        link.isAcknowledged(positions[i]) ? PeerOutcome.ACKNOWLEDGED : PeerOutcome.PENDING);
            }
        }
        return Collections.unmodifiableMap(outcomes);
    }
}
