package io.github.clustermemoizer;

/**
 * The way to the other servers. {@code cluster.ClusterBroadcaster} is the one over HTTP;
 * {@link #none()} is one server alone.
 */
public interface Broadcaster {
    /**
     * Tells every peer to drop what {@code flush} names. Returns at once, and never throws because of
     * a peer.
     *
     * @param flush what to drop
     * @return what becomes of it
     */
    Delivery broadcast(Flush flush);

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
