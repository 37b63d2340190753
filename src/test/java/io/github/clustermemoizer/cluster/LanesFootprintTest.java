package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.PeerOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server holds on to for its peers while all of them answer: lanes, contacts and open connections. */
class LanesFootprintTest {
    private static final int PEERS = 100;

    @Test
    void lanes_to100HealthyPeers_takeLessThan10MegabytesAndNoThreadEach() {
        long bytes = Long.MAX_VALUE;
        long threads = 0;
        for (int round = 0; round < 3; round++) {
            try (var peers = new LightPeers(PEERS)) {
                long bytesBefore = Footprint.usedBytes();
                long threadsBefore = Footprint.liveThreads();
                try (var broadcaster = new ClusterBroadcaster(ClusterConfig.builder()
                        .peers(peers.uris())
                        .timeout(Duration.ofSeconds(30))
                        .build())) {
                    Waiting.await("all take a flush", () -> isTaken(broadcaster));
                    threads = Math.max(threads, Footprint.liveThreads() - threadsBefore);
                    bytes = Math.min(bytes, Footprint.usedBytes() - bytesBefore);
                    assertThat(isTaken(broadcaster)).isTrue(); // all were alive until here
                }
            }
        }

        assertThat(bytes).as("bytes").isPositive().isLessThan(10_000_000);
        assertThat(threads).as("threads").isLessThanOrEqualTo(10);
    }

    private static boolean isTaken(ClusterBroadcaster broadcaster) {
        Delivery delivery = broadcaster.broadcast(List.of(Flush.statement("select 1")));
        return delivery.await(Duration.ofSeconds(20))
                && delivery.outcomes().size() == PEERS
                && delivery.outcomes().values().stream().allMatch(PeerOutcome.ACKNOWLEDGED::equals);
    }
}
