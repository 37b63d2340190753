package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Lease;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The beginning or the end of a time in which the age of values matters, for a flight recorder. */
@Name("memoizer.Isolation")
@Label("Isolation")
@Category("Cluster Memoizer")
@Description("From now on the age of values matters, since some peer is not heard from; or all are heard from again")
@StackTrace(false)
final class IsolationEvent extends Event {
    @Label("Begins")
    @Description("False where it ends")
    boolean begins;

    @Label("Bound")
    @Description("Age at which values are due")
    @Timespan(Timespan.NANOSECONDS)
    long bound;

    @Label("Beyond")
    @Description("What happens to a value that is due")
    String beyond = "";

    @Label("Lasted")
    @Description("Where it ends: how long it was")
    @Timespan(Timespan.NANOSECONDS)
    long lasted;

    static void happened(boolean begins, Lease lease, long lasted) {
        var event = new IsolationEvent();
        event.begins = begins;
        event.bound = lease.bound().toNanos();
        event.beyond = lease.beyond().name();
        event.lasted = lasted;
        event.commit();
    }
}
