package io.github.clustermemoizer;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A delivery that has not begun: it waits for a commit, and then is another. */
final class HeldDelivery implements Delivery {
    private final CompletableFuture<Delivery> begun = new CompletableFuture<>();

    void become(Delivery delivery) {
        begun.complete(delivery);
    }

    @Override
    public CompletableFuture<Delivery> settled() {
        var settled = new CompletableFuture<Delivery>();
        var unused = begun.thenAccept(delivery -> {
            CompletableFuture<Delivery> other = delivery.settled();
            var unusedToo = other.thenAccept(done -> settled.complete(this));
            var unusedEither = settled.whenComplete((done, cancelled) -> other.cancel(false));
        });
        return settled;
    }

    @Override
    public Map<URI, PeerOutcome> outcomes() {
        Delivery delivery = begun.getNow(null);
        return delivery == null ? Map.of() : delivery.outcomes();
    }
}
