package io.github.clustermemoizer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A flush of this server's own values, for a flight recorder. */
@Name("memoizer.Flush")
@Label("Flush")
@Category("Cluster Memoizer")
@Description("Values of this server were dropped, by a call on it or by a peer")
@StackTrace(false)
final class FlushEvent extends Event {
    private static final FlushEvent PROBE = new FlushEvent();

    @Label("Kind")
    String kind = "";

    @Label("Text")
    @Description(
            "The statement, prefix, pattern or tag, at most its first 100 characters; empty for statements by hash")
    String text = "";

    @Label("Statements")
    @Description("How many a peer named by their hashes; 0 if it did not")
    int statements;

    @Label("By a peer")
    boolean byPeer;

    @Label("Dropped")
    @Description("How many values went")
    int dropped;

    static @Nullable FlushEvent begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        var event = new FlushEvent();
        event.begin();
        return event;
    }

    void ended(Flush flush, boolean byPeer, int dropped) {
        end();
        if (shouldCommit()) {
            kind = flush.kind().name();
            text = Recordings.shortened(flush.text());
            this.byPeer = byPeer;
            this.dropped = dropped;
            commit();
        }
    }

    void ended(int[] hashes, int dropped) {
        end();
        if (shouldCommit()) {
            kind = Flush.Kind.STATEMENT.name();
            statements = hashes.length;
            byPeer = true;
            this.dropped = dropped;
            commit();
        }
    }
}
