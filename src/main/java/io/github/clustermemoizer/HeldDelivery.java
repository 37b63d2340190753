package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A delivery that has not begun: it waits for a commit, and then is another. */
final class HeldDelivery implements Delivery {
    private final CompletableFuture<Delivery> begun = new CompletableFuture<>();

    void become(Delivery delivery) {
        begun.complete(delivery);
    }

    @Override
    public boolean await(Duration timeout) {
        requireNonNull(timeout, "timeout");
        long start = System.nanoTime();
        long nanos = timeout.isNegative() ? 0 : Freshness.saturatedNanos(timeout);
        try {
            Delivery delivery = begun.get(nanos, TimeUnit.NANOSECONDS);
            return delivery.await(Duration.ofNanos(nanos - (System.nanoTime() - start)));
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("a delivery never fails", e);
        }
    }

    @Override
    public CompletableFuture<Delivery> settled() {
        return begun.thenCompose(Delivery::settled).thenApply(delivery -> this);
    }

    @Override
    public Map<URI, PeerOutcome> outcomes() {
        Delivery delivery = begun.getNow(null);
        return delivery == null ? Map.of() : delivery.outcomes();
    }
}
