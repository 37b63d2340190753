package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** While the values are walked over nobody renews the lease, so readers must watch the time. */
class SweepTest {
    private long now = 1_000_000_000_000L;
    private List<URI> peers = List.of(URI.create("http://10.0.0.2:8080"), URI.create("http://10.0.0.3:8080"));
    private final List<String> told = new ArrayList<>();

    private final ClusterConfig config = ClusterConfig.builder()
            .peerSource(() -> peers)
            .timeout(Duration.ofMillis(1))
            .build();

    @AutoClose
    private final ClusterBroadcaster broadcaster = new ClusterBroadcaster(
            config,
            new Surroundings(
                    "me",
                    (peer, target, headers, then) -> then.accept(null, new TimeoutException()),
                    Runnable::run,
                    () -> now,
                    () -> 0.5));

    @Test
    void tick_sweep_readersWatchTheTimeMeanwhile() {
        broadcaster.attach(new FlushTarget() {
            @Override
            public int flushLocal(Flush flush) {
                return 0;
            }

            @Override
            public int flushLocalByHash(int[] hashes) {
                return 0;
            }

            @Override
            public int dropLoadedBefore(long time) {
                told.add("drop");
                return 0;
            }

            @Override
            public void renew(Lease lease) {
                told.add(lease.last() ? "watch" : "renew");
            }
        });
        broadcaster.followPeers();
        peers = peers.subList(0, 1);
        broadcaster.followPeers();
        told.clear();

        now += config.stalenessBound().multipliedBy(2).toNanos();
        broadcaster.tick();

        assertThat(told).containsExactly("watch", "drop", "renew");
    }
}
