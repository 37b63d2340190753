package io.github.clustermemoizer.cluster;

import java.time.Duration;

/** The durations of a {@link ClusterConfig}, as far as they must fit together. */
record Timings(Duration timeout, Duration heartbeat, Duration stalenessBound, Duration absence, Duration peersRefresh) {
    Timings {
        if (stalenessBound.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(ConfigKeys.STALENESS_BOUND + " must be at least three times "
                    + ConfigKeys.HEARTBEAT + " (" + heartbeat + ") but was " + stalenessBound);
        }
    }

    /** A list of peers is trusted for half of the absence, and must be asked for again in time. */
    void requireAbsenceForChangingPeers() {
        if (absence.compareTo(peersRefresh.multipliedBy(4)) < 0) {
            throw new IllegalArgumentException(
                    ConfigKeys.ABSENCE + " must be at least four times " + ConfigKeys.PEERS_REFRESH + " ("
                            + peersRefresh + ") where peers come from DNS or a source but was " + absence);
        }
    }
}
