package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Lease;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The events that a flight recorder (JFR) wants now. Costs a look at one object each while nothing is recorded, and
 * nothing where the runtime comes without JFR: then no class of an event is ever loaded.
 */
final class Recordings {
    private static final boolean IS_POSSIBLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    /** A request under way; no event by type, since a lambda that holds one loads its class. */
    interface Underway {
        // cause: why it failed; null if it did not
        void ended(URI peer, int query, @Nullable String cause, int pending);
    }

    private Recordings() {}

    /** Returns an event that has begun; null if nobody wants it. */
    static @Nullable Underway broadcast() {
        return IS_POSSIBLE ? BroadcastEvent.begun() : null;
    }

    /** Returns an event that has begun; null if nobody wants it. */
    static @Nullable ReceivedEvent received() {
        return IS_POSSIBLE ? ReceivedEvent.begun() : null;
    }

    /** @param lasted how long in nanoseconds, if it has ended; else 0 */
    static void isolation(boolean isOn, Lease lease, long lasted) {
        if (IS_POSSIBLE) {
            IsolationEvent.happened(isOn, lease, lasted);
        }
    }
}
