package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A server that cannot find its peers at its start is one that does not hear from them. */
class LateListTest {
    private static final URI PEER = URI.create("http://10.0.0.2:8080");

    private long now = 1_000_000_000_000L;
    private final long start = now;
    private boolean found;
    private Lease lease = new Lease(0, Duration.ofSeconds(1), Lease.Beyond.RELOAD, false);

    private final ClusterConfig config = ClusterConfig.builder()
            .peerSource(() -> {
                if (!found) {
                    throw new IOException("no name server yet");
                }
                return List.of(PEER);
            })
            .timeout(Duration.ofMillis(1))
            .build();

    /** Nobody answers. */
    private final Transport dead = (peer, target, headers, then) -> then.accept(null, new TimeoutException());

    @AutoClose
    private final ClusterBroadcaster broadcaster =
            new ClusterBroadcaster(config, new Surroundings("me", dead, Runnable::run, () -> now, () -> 0.5));

    LateListTest() {
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
                return 0;
            }

            @Override
            public void renew(Lease renewed) {
                lease = renewed;
            }
        });
    }

    private void pass(Duration time) {
        now += time.toNanos();
        broadcaster.tick();
    }

    @Test
    void lease_noListYet_isNotRenewed() {
        broadcaster.followPeers();

        pass(Duration.ofSeconds(40));

        assertThat(Duration.ofNanos(lease.heard() - start)).isZero();
    }

    @Test
    void lease_firstListIsLate_countsFromTheStart() {
        broadcaster.followPeers();
        pass(Duration.ofSeconds(20));
        found = true;
        broadcaster.followPeers();

        pass(Duration.ofSeconds(5));

        // A peer that has been there all the time may have flushed at second 10, unheard, and settles by its clock at
        // 40.
        assertThat(Duration.ofNanos(lease.heard() - start)).isZero();
    }

    @Test
    void broadcast_noListYet_isNotSettled() {
        broadcaster.followPeers();

        Delivery delivery = broadcaster.broadcast(List.of(Flush.statement("select 1")));
        CompletableFuture<Delivery> settled = delivery.settled();

        assertThat(settled).isNotDone();
    }
}
