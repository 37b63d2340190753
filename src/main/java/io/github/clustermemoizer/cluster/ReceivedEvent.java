package io.github.clustermemoizer.cluster;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A request from a peer that named something to drop, or was refused, for a flight recorder. */
@Name("memoizer.Received")
@Label("Received")
@Category("Cluster Memoizer")
@Description("A request named values to drop, or was refused")
@StackTrace(false)
final class ReceivedEvent extends Event {
    private static final ReceivedEvent PROBE = new ReceivedEvent();

    @Label("From")
    @Description("Address of the socket's other end")
    String from = "";

    @Label("Instance")
    @Description("Instance id that the sender gives itself, if any")
    String instance = "";

    @Label("Outcome")
    @Description("taken, or why not")
    String outcome = "";

    @Label("Items")
    int items;

    @Label("Dropped")
    @Description("How many values went")
    int dropped;

    static @Nullable ReceivedEvent begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        var event = new ReceivedEvent();
        event.begin();
        return event;
    }

    void taken(@Nullable String from, @Nullable String instance, int items, int dropped) {
        this.instance = instance == null ? "" : Printable.of(instance);
        this.items = items;
        this.dropped = dropped;
        ended(from, "taken");
    }

    void refused(@Nullable String from, Refusal cause) {
        ended(from, cause.words());
    }

    private void ended(@Nullable String from, String outcome) {
        end();
        if (shouldCommit()) {
            this.from = from == null ? "" : Printable.of(from);
            this.outcome = outcome;
            commit();
        }
    }
}
