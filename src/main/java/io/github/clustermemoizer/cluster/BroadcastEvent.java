package io.github.clustermemoizer.cluster;

import java.net.URI;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A request to a peer, from its leaving to the answer, for a flight recorder. */
@Name("memoizer.Broadcast")
@Label("Broadcast")
@Category("Cluster Memoizer")
@Description("A peer was told what to drop, or did not answer as it should")
@StackTrace(false)
final class BroadcastEvent extends Event implements Recordings.Underway {
    private static final BroadcastEvent PROBE = new BroadcastEvent();

    @Label("Peer")
    String peer = "";

    @Label("Query")
    @Description("Length of what was said; 0 if the peer was only to hear from this server")
    @DataAmount
    int query;

    @Label("Outcome")
    @Description("acknowledged, or why not")
    String outcome = "";

    @Label("Pending")
    @Description("How many items the peer is owed after this")
    int pending;

    static @Nullable BroadcastEvent begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        var event = new BroadcastEvent();
        event.begin();
        return event;
    }

    @Override
    public void ended(URI peer, int query, @Nullable String cause, int pending) {
        end();
        boolean isHeartbeat = query == 0 && cause == null;
        if (!isHeartbeat && shouldCommit()) {
            this.peer = peer.toString();
            this.query = query;
            outcome = cause == null ? "acknowledged" : cause;
            this.pending = pending;
            commit();
        }
    }
}
