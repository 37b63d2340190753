package io.github.clustermemoizer;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One server alone: nobody to tell, and everybody told. */
enum NoBroadcaster implements Broadcaster, Delivery {
    INSTANCE;

    @Override
    public Delivery broadcast(List<Flush> flushes) {
        return this;
    }

    @Override
    public void attach(FlushTarget target) {}

    @Override
    public void detach(FlushTarget target) {}

    @Override
    public CompletableFuture<Delivery> settled() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public Map<URI, PeerOutcome> outcomes() {
        return Map.of();
    }
}
