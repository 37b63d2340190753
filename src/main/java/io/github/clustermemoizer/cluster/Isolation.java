package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Lease;

/** Notices when the age of values begins to matter, and when no longer. Used by the ticking thread alone. */
final class Isolation {
    private boolean isOn;
    private long since;

    /** @param now of the same clock as the lease */
    void look(Lease lease, long now) {
        if (lease.isWhole(now) != isOn) {
            return;
        }
        isOn = !isOn;
        Recordings.isolation(isOn, lease, isOn ? 0 : now - since);
        since = now;
    }
}
