package io.github.clustermemoizer.cluster;

import java.util.Map;

/**
 * What has come in from peers since this server's start. Its own requests to itself, by which it finds out who it is, do
 * not count.
 *
 * @param requests requests that were taken, those included that say nothing but that their sender is there
 * @param items flushes that these brought: of one statement, prefix, pattern or tag, or of everything
 * @param dropped values that these dropped
 * @param refused requests that were refused, by cause; every cause is there from the start, with 0. {@code stale}
 *     comes with a restart of this server: a peer that was speaking to the one before is told to greet it
 */
public record Received(long requests, long items, long dropped, Map<String, Long> refused) {
    /**
     * Makes one.
     *
     * @param requests requests that were taken
     * @param items flushes that these brought
     * @param dropped values that these dropped
     * @param refused requests that were refused, by cause
     */
    public Received {
        refused = Map.copyOf(refused);
    }
}
