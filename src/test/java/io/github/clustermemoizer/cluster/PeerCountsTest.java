package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a lane counts. */
class PeerCountsTest {
    private static final long BOUND = Duration.ofSeconds(30).toNanos();
    private static final Terms TERMS = new Terms(Duration.ofDays(1).toNanos(), BOUND, 0, true, false, 0);

    private final TestLane lane = new TestLane(TERMS, 100, () -> 1);

    private PeerCounts counts() {
        return lane.lane.counts();
    }

    private void tell(long now) {
        lane.next(now);
        lane.acknowledge("peer", null, true);
    }

    @Test
    void add_toldAtOnce_isOwedSentAndAcknowledged() {
        lane.add("a");
        lane.add("b");
        tell(0);

        assertThat(counts()).isEqualTo(new PeerCounts(2, 0, 0, 2, 2, 0));
    }

    @Test
    void add_sameAsWaits_isMerged() {
        lane.add("a");
        lane.add("a");
        lane.add(Wire.EVERYTHING);
        lane.add("b");
        tell(0);

        assertThat(counts()).as("b, too: everything says it").isEqualTo(new PeerCounts(4, 2, 0, 1, 1, 0));
    }

    @Test
    void fail_always_isSentOnceMore() {
        lane.add("a");
        lane.next(0);
        lane.fail(0);
        tell(lane.backOff(0));

        assertThat(counts()).isEqualTo(new PeerCounts(1, 0, 0, 2, 1, 0));
    }

    @Test
    void add_moreThanThereIsRoomFor_isWidened() {
        for (int i = 0; i <= Backlog.MAX_ITEMS; i++) {
            lane.add("item " + i);
        }
        tell(0);

        assertThat(counts()).isEqualTo(new PeerCounts(Backlog.MAX_ITEMS + 1, 0, 1, 1, 1, 0));
    }

    @Test
    void widen_notUnderstood_isWidened() {
        lane.add("a");
        lane.next(0);
        lane.widen(0);
        tell(0);

        assertThat(counts()).isEqualTo(new PeerCounts(1, 0, 1, 2, 1, 0));
    }

    @Test
    void tick_notAcknowledgedInTime_hasLapsed() {
        tell(0); // is met
        lane.add("a");
        lane.add("b");
        lane.lane.tick(0);
        lane.lane.tick(BOUND);
        assertThat(counts().lapsed()).isZero();

        lane.lane.tick(Terms.stretched(BOUND));

        assertThat(counts().lapsed()).isEqualTo(2);
        tell(2 * BOUND);
        assertThat(counts()).as("told all the same").isEqualTo(new PeerCounts(2, 0, 0, 2, 2, 2));
    }
}
