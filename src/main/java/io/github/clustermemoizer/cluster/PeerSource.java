package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.List;

/**
 * Tells who the peers are at this moment, in place of a list in the configuration.
 *
 * <p>It is asked at start, and again some time after each answer
 * ({@link ClusterConfig.Builder#peersRefresh}), on a thread of the broadcaster and never twice at once. It
 * may block for as long as it takes; until it answers the last good list stands, and flushes go on. Until
 * its first good answer this server knows no peer, and serves like one that does not hear from its peers.
 *
 * <p>A list counts as a whole or not at all. Where the source throws, or its list is empty or has an entry
 * that breaks the rule below, the last good list stays and that is logged. So a source that found only some
 * of the servers should throw.
 *
 * <p>What is promised for peers that cannot be told needs three things of a source, on every server:
 *
 * <ul>
 *   <li>A server is listed before its first flush, or at the latest when half of {@link
 *       ClusterConfig#absence()} has passed since it started.
 *   <li>It stays listed until nobody reads its memory any more. That it is slow, not ready or on its way
 *       out is no reason to leave it out.
 *   <li>Each address leads to one server, always the same: never to a load balancer.
 * </ul>
 */
@FunctionalInterface
public interface PeerSource {
    /**
     * Returns the servers of the cluster. This server may be among them, and one that is listed twice
     * counts once.
     *
     * @return each {@code http://host:port} or {@code https://host:port}; not empty; in any order
     * @throws Exception if it cannot tell; the last good list stays
     */
    List<URI> peers() throws Exception;
}
