package io.github.clustermemoizer.micrometer;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterStatus;
import io.github.clustermemoizer.cluster.PeerStatus;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The status of one moment for all the meters that are read in it. If each asked anew, reading them all would cost the
 * square of the number of peers.
 */
final class Statuses {
    static final long ONE_MOMENT = Duration.ofMillis(100).toNanos();

    private record Seen(long time, ClusterStatus status, Map<URI, PeerStatus> peers) {}

    private final ClusterBroadcaster broadcaster;
    private final LongSupplier clock;
    private volatile @Nullable Seen seen;

    /** @param clock like {@link System#nanoTime()} */
    Statuses(ClusterBroadcaster broadcaster, LongSupplier clock) {
        this.broadcaster = broadcaster;
        this.clock = clock;
    }

    ClusterStatus now() {
        return seen().status;
    }

    /** Returns what is counted of a peer; 0 of one that is not listed. */
    long of(URI peer, ToLongFunction<PeerStatus> count) {
        PeerStatus status = seen().peers.get(peer);
        return status == null ? 0 : count.applyAsLong(status);
    }

    private Seen seen() {
        long now = clock.getAsLong();
        Seen last = seen;
        if (last != null && now - last.time < ONE_MOMENT) {
            return last;
        }
        ClusterStatus status = broadcaster.status();
        Map<URI, PeerStatus> peers = status.peers().stream()
                .collect(Collectors.toMap(PeerStatus::peer, Function.identity(), (one, other) -> one));
        var fresh = new Seen(now, status, peers);
        seen = fresh;
        return fresh;
    }
}
