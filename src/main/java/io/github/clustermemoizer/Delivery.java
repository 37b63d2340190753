package io.github.clustermemoizer;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What became of one broadcast. Nobody has to look at it: a delivery goes on whether it is awaited
 * or not, and one that is let go of leaves nothing behind. Safe from any thread.
 */
public interface Delivery {
    /**
     * Waits until this delivery is settled.
     *
     * @param timeout how long to wait at most; zero or less looks once
     * @return true if it is settled; false if the time is up, or if this thread was interrupted,
     *     whose interrupt flag then stays set
     * @throws NullPointerException if {@code timeout} is null
     */
    default boolean await(Duration timeout) {
        CompletableFuture<Delivery> settled = settled();
        try {
            settled.get(timeout.isNegative() ? 0 : Freshness.saturatedNanos(timeout), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("settled must not fail", e);
        } finally {
            settled.cancel(false);
        }
    }

    /**
     * Returns a future that completes with this delivery once no peer is {@link
     * PeerOutcome#PENDING}: each has acknowledged, or has {@linkplain PeerOutcome#LAPSED lapsed}, which takes at most
     * the staleness bound. It never completes exceptionally: a peer that fails is told again.
     *
     * <p>Completing or cancelling the future changes nothing about the delivery; cancelling one that is no
     * longer of interest frees what waits for it. What is chained to it without an executor may run on a
     * thread of the broadcaster and must not block there.
     *
     * @return a future of its own for each caller
     */
    CompletableFuture<Delivery> settled();

    /**
     * Returns what has become of the broadcast so far.
     *
     * @return an unmodifiable snapshot, one outcome for each peer; this server is not among them
     */
    Map<URI, PeerOutcome> outcomes();
}
