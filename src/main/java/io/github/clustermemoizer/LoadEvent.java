package io.github.clustermemoizer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A load, for a flight recorder. */
@Name("memoizer.Load")
@Label("Load")
@Category("Cluster Memoizer")
@Description("A loader ran, on the thread that asked or in the background")
@Threshold("10 ms")
@StackTrace(false)
final class LoadEvent extends Event {
    private static final LoadEvent PROBE = new LoadEvent();

    @Label("Statement")
    @Description("At most its first 100 characters")
    String statement = "";

    @Label("Outcome")
    @Description("KEPT, why it was not kept, or LOAD_FAILED")
    String outcome = "";

    static @Nullable LoadEvent begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        var event = new LoadEvent();
        event.begin();
        return event;
    }

    /** @param obstacle why the value was not kept; null if it was */
    void ended(String statement, Explanation.@Nullable Kind obstacle) {
        end();
        if (shouldCommit()) {
            this.statement = Recordings.shortened(statement);
            outcome = obstacle == null ? "KEPT" : obstacle.name();
            commit();
        }
    }
}
