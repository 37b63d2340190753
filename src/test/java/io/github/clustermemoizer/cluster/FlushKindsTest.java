package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushScope;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.StatementKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of flush over the real wire: what travels is the pattern, and each server matches its own. */
@Timeout(60)
class FlushKindsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final StatementKey KEY =
            StatementKey.of("select * from greebles where id = 43 & 'a+b'").tagged("greebles", "grün");
    private static final String PATH = "/SYSTEM/flush-memoized-statement?";

    static Stream<Flush> flushes() {
        return Stream.of(
                Flush.statement(KEY.text()),
                Flush.statement(KEY.text()).byDigest(),
                Flush.prefix("select * from greebles where id = 43 &"),
                Flush.matching("*greebles*4[0-9]*&*\\a+b?"),
                Flush.tag("grün"),
                Flush.tag("grün").byDigest(),
                Flush.everything());
    }

    @ParameterizedTest
    @MethodSource("flushes")
    void flush_valueOnlyThePeerHas_goesWithOneMessage(Flush flush) {
        try (var cluster = TestCluster.of(3)) {
            Memoizer peer = cluster.node(1).memoizer;
            peer.memoize(KEY, () -> "old");
            peer.memoize("select 1", () -> "other");

            assertThat(cluster.node(0).memoizer.flush(flush).await(SOON)).isTrue();

            assertThat(peer.isCached(KEY.text())).isFalse();
            assertThat(peer.isCached("select 1")).isEqualTo(flush.kind() != Flush.Kind.EVERYTHING);
            assertThat(cluster.node(1).received).hasSize(1);
        }
    }

    /** R2: the peer reads the old row, the flush arrives, and the load ends afterwards. */
    @ParameterizedTest
    @MethodSource("flushes")
    void flush_arrivesDuringALoadOnThePeer_theOldValueIsNotKept(Flush flush) throws Exception {
        try (var cluster = TestCluster.of(2)) {
            Memoizer peer = cluster.node(1).memoizer;
            var begun = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            var load = CompletableFuture.supplyAsync(() -> peer.<String, RuntimeException>memoize(KEY, () -> {
                begun.countDown();
                awaitLatch(end);
                return "old";
            }));
            awaitLatch(begun);

            assertThat(cluster.node(0).memoizer.flush(flush).await(SOON))
                    .as("acknowledged while the load goes on")
                    .isTrue();
            assertThat(peer.<String, RuntimeException>memoize(KEY, () -> "new")).isEqualTo("new");
            end.countDown();

            assertThat(load.get(20, TimeUnit.SECONDS)).isEqualTo("old");
            assertThat(peer.<String, RuntimeException>memoize(KEY, () -> "not asked"))
                    .isEqualTo("new");
        }
    }

    @Test
    void scope_commit_travelsInOneRequest() {
        try (var cluster = TestCluster.of(2)) {
            Memoizer www1 = cluster.node(0).memoizer;
            try (FlushScope scope = www1.flushScope()) {
                www1.flush("a");
                www1.flush(Flush.tag("b"));
                www1.flush("a");
                assertThat(cluster.node(1).received).isEmpty();

                assertThat(scope.commit().await(SOON)).isTrue();
            }
            assertThat(cluster.node(1).received).isEqualTo(List.of(PATH + "statement=a&tag=b"));
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
