package io.github.clustermemoizer.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Explanation;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.MemoizerStats;
import io.github.clustermemoizer.MemoizerView;
import io.github.clustermemoizer.PeerOutcome;
import io.github.clustermemoizer.cluster.BroadcastFollower;
import io.github.clustermemoizer.cluster.ReceivedFlushes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final URI PEER = URI.create("http://10.0.0.2:8080");
    private static final List<Flush> FLUSH = List.of(Flush.statement("a"));

    private final Memoizer memoizer =
            Memoizer.builder().broadcaster(Broadcaster.none()).build();
    private long time = 1_000;
    private final Recorder recorder = new Recorder(() -> List.of(new Seen(memoizer)), () -> time);

    private record Seen(Memoizer memoizer) implements MemoizerView {
        @Override
        public MemoizerStats stats() {
            return memoizer.stats();
        }

        @Override
        public Explanation explain(String statement) {
            return memoizer.explain(statement);
        }

        @Override
        public Optional<String> find(int length, String digest) {
            return Optional.empty();
        }

        @Override
        public List<Explanation.Event> recentFlushes() {
            return Explanation.recentFlushes(memoizer);
        }
    }

    private void pass(Duration duration) {
        time += duration.toNanos();
        recorder.ticks();
    }

    @Test
    void broadcast_moreThanAHundredInASecond_areCountedAndNotLookedAt() {
        int looked = 0;
        for (int i = 0; i < 1_000; i++) {
            BroadcastFollower follower = recorder.broadcast(FLUSH, 0);
            looked += follower.equals(BroadcastFollower.NOBODY) ? 0 : 1;
            follower.settled();
        }
        pass(Duration.ofSeconds(5));

        assertThat(looked).isEqualTo(Recorder.LOOKED_AT_PER_SECOND);
        assertThat(recorder.timeLines().flushRate().last()).isEqualTo(200);
        assertThat(recorder.broadcast(FLUSH, 0)).as("a second later").isNotEqualTo(BroadcastFollower.NOBODY);
    }

    @Test
    void broadcast_peerSilent_followsNoMoreThanABound() {
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < Recorder.MOST_FOLLOWED; j++) {
                recorder.broadcast(FLUSH, 0);
            }
            pass(Duration.ofSeconds(1));
        }

        assertThat(recorder.broadcast(FLUSH, 0)).isEqualTo(BroadcastFollower.NOBODY);
        assertThat(recorder.latest()).hasSize(Recorder.MOST_FLUSHES).noneMatch(Remembered::isFollowed);
    }

    @Test
    void fate_ofAPeer_isWhatItSaidAndWhen() {
        BroadcastFollower follower = recorder.broadcast(FLUSH, 3);
        Remembered flush = recorder.latest().get(0);

        assertThat(flush.fate(PEER)).isEqualTo(Fate.PENDING);
        time += Duration.ofMillis(2).toNanos();
        follower.acknowledged(PEER);
        assertThat(flush.fate(PEER)).isEqualTo(Fate.acknowledged(2));
        follower.settled();
        assertThat(flush.fate(URI.create("http://10.0.0.3")).outcome()).isEqualTo(PeerOutcome.LAPSED);
        assertThat(flush.dropped).isEqualTo(3);
        pass(Duration.ofSeconds(5));
        assertThat(recorder.timeLines().settleP50().last()).isEqualTo(2);
        assertThat(recorder.settleMillis(PEER, 0.99)).hasValue(2);
        recorder.peersAre(List.of());
        assertThat(recorder.settleMillis(PEER, 0.99))
                .as("it is no peer any more")
                .isEmpty();
    }

    @Test
    void received_byHashes_isRemembered() {
        recorder.received(new ReceivedFlushes(Optional.of("node"), "10.0.0.2", List.of(), 7, 5));

        Remembered flush = recorder.latest().get(0);
        assertThat(flush.origin).contains("node");
        assertThat(flush.flush).isEmpty();
        assertThat(flush.more).isEqualTo(6);
        assertThat(flush.dropped).isEqualTo(5);
    }

    @Test
    void hitRate_slotBySlot_isThatOfTheSlot() {
        memoizer.memoize("a", () -> 1);
        pass(Duration.ofSeconds(5));
        for (int i = 0; i < 3; i++) {
            memoizer.memoize("a", () -> 1);
        }
        memoizer.memoize("b", () -> 1);
        pass(Duration.ofSeconds(5));
        assertThat(recorder.timeLines().hitRate().last()).isEqualTo(0.75);

        pass(Duration.ofSeconds(5));
        Line line = recorder.timeLines().hitRate();
        assertThat(line.has(TimeLines.SLOTS - 1)).as("nobody called").isFalse();
        assertThat(line.at(TimeLines.SLOTS - 3)).isZero();
    }

    @Test
    void process_stoodStill_leavesAGap() {
        pass(Duration.ofSeconds(5));
        pass(Duration.ofSeconds(20));

        Line line = recorder.timeLines().flushRate();
        assertThat(line.has(TimeLines.SLOTS - 5)).isTrue();
        assertThat(line.has(TimeLines.SLOTS - 4)).isFalse();
        assertThat(line.has(TimeLines.SLOTS - 2)).isFalse();
        assertThat(line.has(TimeLines.SLOTS - 1)).isTrue();
    }
}
