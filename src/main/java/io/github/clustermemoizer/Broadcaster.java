package io.github.clustermemoizer;

import java.util.List;

/**
 * The way to the other servers. {@code cluster.ClusterBroadcaster} is the one over HTTP;
 * {@link #none()} is one server alone.
 */
public interface Broadcaster {
    /**
     * Tells every peer to drop what {@code flushes} name, all as one batch. Returns at once, and never
     * throws because of a peer.
     *
     * @param flushes what to drop; if there are none, the delivery is settled from the start
     * @return what becomes of it
     */
    Delivery broadcast(List<Flush> flushes);

    /**
     * Does the same, and is told what the flushes have dropped here, for those who look on.
     *
     * @param flushes what to drop
     * @param dropped how many values went on this server
     * @return what becomes of it; by default that of {@link #broadcast(List)}
     */
    default Delivery broadcast(List<Flush> flushes, int dropped) {
        return broadcast(flushes);
    }

    /**
     * Tells every peer to drop what {@code flush} names.
     *
     * @param flush what to drop
     * @return what becomes of it
     */
    default Delivery broadcast(Flush flush) {
        return broadcast(List.of(flush));
    }

    /**
     * Hands every flush that peers send from now on to {@code target}. Several targets may be
     * attached; each is handed every flush.
     *
     * @param target the local values of a memoizer
     */
    void attach(FlushTarget target);

    /**
     * Takes back {@link #attach}. Does nothing for a target that is not attached.
     *
     * @param target what was attached
     */
    void detach(FlushTarget target);

    /**
     * Returns the broadcaster of a server without peers.
     *
     * @return one that does nothing, and whose deliveries are settled from the start
     */
    static Broadcaster none() {
        return NoBroadcaster.INSTANCE;
    }
}
