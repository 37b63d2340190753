package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import io.github.clustermemoizer.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Nobody renews a lease after the close; so the last one stands, whoever is giving another out at that moment. */
class LastLeaseTest {
    private final ClusterBroadcaster broadcaster = new ClusterBroadcaster(
            ClusterConfig.builder()
                    .peers("http://10.0.0.2:8080")
                    .timeout(Duration.ofMillis(1))
                    .build(),
            new Surroundings(
                    "me",
                    (peer, target, headers, then) -> then.accept(null, new TimeoutException()),
                    Runnable::run,
                    System::nanoTime,
                    () -> 0.5));
    private final List<Lease> leases = new ArrayList<>();
    private boolean closesNow;

    /** Is held up while it gets a lease, for so long that the broadcaster is closed meanwhile. */
    private final FlushTarget target = new FlushTarget() {
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
        public void renew(Lease lease) {
            if (closesNow) {
                closesNow = false;
                broadcaster.close();
            }
            leases.add(lease);
        }
    };

    @Test
    void attach_closedMeanwhile_endsWithTheLastLease() {
        closesNow = true;
        broadcaster.attach(target);

        assertThat(leases.get(leases.size() - 1).last()).isTrue();
    }

    @Test
    void tick_closedMeanwhile_endsWithTheLastLease() {
        broadcaster.attach(target);
        assertThat(leases.get(0).last()).isFalse();
        closesNow = true;
        broadcaster.tick();

        assertThat(leases.get(leases.size() - 1).last()).isTrue();
    }
}
