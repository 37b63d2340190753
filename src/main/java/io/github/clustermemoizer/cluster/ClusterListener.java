package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.net.URI;
import java.util.List;

/**
 * Is told what happens to a broadcaster, for meters and traces. What it throws is logged and goes no further.
 *
 * <p>They may be called by several threads at once.
 */
public interface ClusterListener {
    /** What is to be done at the end by one who does nothing. */
    Runnable NOTHING = () -> {};

    /**
     * A broadcast begins. Called on the thread that flushes, before anything is sent, so it must not block; not for
     * broadcasts that come while 256 others are under way of which a listener has been told.
     *
     * @return is run once no peer is pending any more, on a thread that must not block; default {@link #NOTHING}
     */
    default Runnable broadcastBegins() {
        return NOTHING;
    }

    /**
     * Flushes of this server are about to be owed to the peers. Called for every broadcast until the broadcaster is closed, on the thread that
     * flushes, so it must not block, and what it costs each flush costs.
     *
     * @param flushes what is to be dropped; at least one
     * @param dropped how many values went on this server
     * @return who is told what becomes of it; default {@link BroadcastFollower#NOBODY}. It is told nothing while 256
     *     broadcasts are followed.
     */
    default BroadcastFollower broadcast(List<Flush> flushes, int dropped) {
        return BroadcastFollower.NOBODY;
    }

    /**
     * Flushes of a peer have been taken. Called on the thread that the peer waits for, so it must not block.
     *
     * @param received what came, and from whom
     */
    default void received(ReceivedFlushes received) {}

    /** Time goes by. Called several times a second while clustering is on, until the broadcaster is closed; must not block. */
    default void ticks() {}

    /**
     * From now on these are the peers. Called soon after the listener is added, and after every change, one call after
     * the other; this server is not among them, once it has found out who it is.
     *
     * @param peers their addresses, as listed
     */
    default void peersAre(List<URI> peers) {}
}
