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
import java.util.function.LongSupplier;

/** A position in each lane, and a time. Nothing knows of a delivery unless somebody waits for it. */
final class BroadcastDelivery implements Delivery {
    private final List<PeerLink> links;
    private final long[] positions;
    private final long flushed;
    private final LongSupplier lapsesIn;
    private final Alarms alarms;

    /**
     * @param positions one for each of {@code links}, in their order
     * @param flushed a time after these were taken, in nanoseconds since this server's start
     * @param lapsesIn in how many nanoseconds it will have lapsed for peers that are not known yet
     * @param alarms ring for who waits until it has lapsed
     */
    BroadcastDelivery(List<PeerLink> links, long[] positions, long flushed, LongSupplier lapsesIn, Alarms alarms) {
        this.links = links;
        this.positions = positions;
        this.flushed = flushed;
        this.lapsesIn = lapsesIn;
        this.alarms = alarms;
    }

    @Override
    public CompletableFuture<Delivery> settled() {
        return settled(true);
    }

    /** As {@link #settled()}, for one who is not waiting: nothing leaves the earlier for it. */
    CompletableFuture<Delivery> settledSomeTime() {
        return settled(false);
    }

    /** Tells somebody which peer acknowledges when, until it is settled. Nothing leaves the earlier for it. */
    void follow(BroadcastFollower follower) {
        var undo = new ArrayList<Runnable>();
        for (int i = 0; i < positions.length; i++) {
            PeerLink link = links.get(i);
            Runnable acknowledged = () -> {
                if (!link.isSelf()) {
                    follower.acknowledged(link.peer());
                }
            };
            Watches.Watch watch = link.watch(positions[i], acknowledged);
            if (watch == null) {
                acknowledged.run();
            } else {
                undo.add(() -> link.unwatch(watch));
            }
        }
        // Later than these watches, so that the last acknowledgement is told before the end.
        var unused = settledSomeTime().thenRun(() -> {
            undo.forEach(Runnable::run);
            follower.settled();
        });
    }

    private CompletableFuture<Delivery> settled(boolean hurried) {
        var settled = new CompletableFuture<Delivery>();
        var undo = new ArrayList<Runnable>();
        for (int i = 0; i < positions.length; i++) {
            PeerLink link = links.get(i);
            if (hurried) {
                link.hurry(positions[i]);
            }
            Watches.Watch watch = link.watch(positions[i], () -> completeIfSettled(settled));
            if (watch != null) {
                undo.add(() -> link.unwatch(watch));
            }
        }
        // Whoever gives up waiting, or cancels, leaves nothing behind.
        var unused = settled.whenComplete((delivery, cancelled) -> undo.forEach(Runnable::run));
        completeIfSettled(settled);
        lookAgainWhenLapsed(settled);
        return settled;
    }

    @Override
    public Map<URI, PeerOutcome> outcomes() {
        var outcomes = new LinkedHashMap<URI, PeerOutcome>();
        for (int i = 0; i < positions.length; i++) {
            PeerLink link = links.get(i);
            if (!link.isSelf()) {
                outcomes.put(link.peer(), link.outcome(positions[i], flushed));
            }
        }
        return Collections.unmodifiableMap(outcomes);
    }

    private void completeIfSettled(CompletableFuture<Delivery> settled) {
        if (lapsesIn.getAsLong() > 0) {
            return;
        }
        for (int i = 0; i < positions.length; i++) {
            if (links.get(i).outcome(positions[i], flushed) == PeerOutcome.PENDING) {
                return;
            }
        }
        settled.complete(this);
    }

    private void lookAgainWhenLapsed(CompletableFuture<Delivery> settled) {
        if (settled.isDone()) {
            return;
        }
        long wait = Math.max(0, lapsesIn.getAsLong());
        for (int i = 0; i < positions.length; i++) {
            PeerLink link = links.get(i);
            if (positions[i] == Lane.NEVER) {
                return;
            }
            if (link.outcome(positions[i], flushed) == PeerOutcome.PENDING) {
                wait = Math.max(wait, link.lapsesIn(flushed));
            }
        }
        Alarms.Alarm alarm = alarms.set(wait, () -> {
            completeIfSettled(settled);
            lookAgainWhenLapsed(settled);
        });
        var unused = settled.whenComplete((delivery, cancelled) -> alarms.cancel(alarm));
    }
}
