package io.github.clustermemoizer.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.PeerStatus;
import java.net.URI;
import org.junit.jupiter.api.Test;

class StatusesTest {
    private long time;

    @Test
    void status_askedInOneMoment_isTakenOnce() {
        var config = ClusterConfig.builder().peers("http://127.0.0.1:1").build();
        try (var broadcaster = new ClusterBroadcaster(config)) {
            var statuses = new Statuses(broadcaster, () -> time);

            var first = statuses.now();
            time = Statuses.ONE_MOMENT - 1;
            assertThat(statuses.now()).isSameAs(first);
            time = Statuses.ONE_MOMENT;
            assertThat(statuses.now()).isNotSameAs(first);
        }
    }

    @Test
    void count_peerThatIsNotListed_isZero() {
        try (var broadcaster =
                new ClusterBroadcaster(ClusterConfig.builder().enabled(false).build())) {
            var statuses = new Statuses(broadcaster, () -> time);

            assertThat(statuses.of(URI.create("http://127.0.0.1:1"), PeerStatus::pending))
                    .isZero();
        }
    }
}
