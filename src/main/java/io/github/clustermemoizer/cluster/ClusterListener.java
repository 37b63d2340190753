package io.github.clustermemoizer.cluster;

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
     * From now on these are the peers. Called soon after the listener is added, and after every change, one call after
     * the other; this server is not among them, once it has found out who it is.
     *
     * @param peers their addresses, as listed
     */
    default void peersAre(List<URI> peers) {}
}
