package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Allocations;
import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Memoizer;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a flush asks of the heap on the thread of its caller, while all peers are busy with the one before. */
class FlushAllocationTest {
    private static final String[] STATEMENTS = IntStream.range(0, 200)
            .mapToObj(i -> "select * from greebles where owner = 'somebody' and id = " + i)
            .toArray(String[]::new);

    @ParameterizedTest
    @CsvSource({"0, 160", "2, 1400", "20, 3500"})
    void flush_peersBusy_allocatesNoMoreThan(int peers, long bytes) {
        assertThat(allocated(peers, false)).isPositive().isLessThanOrEqualTo(bytes);
    }

    /** What it costs each flush that a status page has been made. */
    @Test
    void flush_someoneLooksOnAndFollowsNone_allocatesNoMore() {
        assertThat(allocated(2, true)).isLessThanOrEqualTo(allocated(2, false) + 64);
    }

    private static long allocated(int peers, boolean listened) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 200; round++) {
            try (ClusterBroadcaster broadcaster = broadcaster(Math.max(peers, 1))) {
                if (listened) {
                    broadcaster.addListener(new ClusterListener() {});
                }
                Memoizer memoizer = Memoizer.builder()
                        .broadcaster(peers == 0 ? Broadcaster.none() : broadcaster)
                        .build();
                least = Math.min(least, Allocations.of(() -> {
                    for (String statement : STATEMENTS) {
                        memoizer.flush(statement);
                    }
                }));
            }
        }

        return least / STATEMENTS.length;
    }

    /** Without threads, and no peer ever answers. */
    private static ClusterBroadcaster broadcaster(int peers) {
        ClusterConfig config = ClusterConfig.builder()
                .peers(IntStream.range(0, peers)
                        .mapToObj(i -> "http://10.0.0." + (i + 1) + ":8080")
                        .toArray(String[]::new))
                .timeout(Duration.ofMillis(1))
                .build();
        var broadcaster = new ClusterBroadcaster(
                config,
                new Surroundings(
                        "me", (peer, target, headers, then) -> {}, Runnable::run, System::nanoTime, () -> 0.5));
        broadcaster.followPeers();
        return broadcaster;
    }
}
