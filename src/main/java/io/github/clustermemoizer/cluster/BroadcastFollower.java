package io.github.clustermemoizer.cluster;

import java.net.URI;

/**
 * Is told what becomes of one broadcast, on threads that must not block. What it throws is logged and goes no further.
 */
public interface BroadcastFollower {
    /** One who does not want to know. */
    BroadcastFollower NOBODY = new BroadcastFollower() {};

    /**
     * A peer has said that it dropped its copies. Not for what comes after {@link #settled()}.
     *
     * @param peer its address, as listed
     */
    default void acknowledged(URI peer) {}

    /** No peer is pending any more: those that have not acknowledged have lapsed. Comes last, and once. */
    default void settled() {}
}
