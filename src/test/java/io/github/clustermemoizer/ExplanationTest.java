package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExplanationTest {
    private static final StatementKey KEY = StatementKey.of("select 1").tagged("ones");

    private final FakeTicker ticker = new FakeTicker();
    private final Memoizer memoizer = Memoizer.builder().ticker(ticker).build();

    @Test
    void recentFlushes_ofHereAndOfPeers_newestFirst() {
        var peers = new RecordingBroadcaster();
        try (Memoizer memoizer = Memoizer.builder().broadcaster(peers).build()) {
            memoizer.flush("a");
            memoizer.memoize("b", () -> "not a flush");
            peers.target().flushLocal(Flush.tag("t"));
            peers.target().flushLocalByHash(new int[] {"c".hashCode()});

            assertThat(Explanation.recentFlushes(memoizer))
                    .extracting(event -> event.kind() + " " + event.flush())
                    .containsExactly(
                            "FLUSHED_BY_PEER Optional.empty",
                            "FLUSHED_BY_PEER " + Optional.of(Flush.tag("t")),
                            "FLUSHED " + Optional.of(Flush.statement("a")));
        }
    }

    @Test
    void find_byLengthAndDigest_knowsWhatIsInMemoryOrWasFlushedLately() {
        var peers = new RecordingBroadcaster();
        String statement = "select " + "x".repeat(10_000);
        String digest = Flush.statement(statement).byDigest().text();
        try (Memoizer memoizer = Memoizer.builder().broadcaster(peers).build()) {
            MemoizerView view = peers.target().view().orElseThrow();
            assertThat(view.find(statement.length(), digest)).isEmpty();

            memoizer.memoize(statement, () -> 1);
            assertThat(view.find(statement.length(), digest)).contains(statement);
            assertThat(view.find(statement.length() + 1, digest)).isEmpty();
            memoizer.flush(statement);

            assertThat(memoizer.isCached(statement)).isFalse();
            assertThat(view.find(statement.length(), digest)).contains(statement);
        }
    }

    @Test
    void explain_neverHeardOf_saysSo() {
        assertThat(memoizer.explain("select 1"))
                .hasToString("select 1\n  not in memory\n")
                .satisfies(e -> assertThat(e.events()).isEmpty());
    }

    @Test
    void explain_inMemory_tellsAgeAndTags() {
        memoizer.memoize(KEY, () -> 1);
        ticker.advance(Duration.ofSeconds(3));

        assertThat(memoizer.explain("select 1")).hasToString("select 1\n  in memory, PT3S old, tagged ones\n");
    }

    @Test
    void explain_whyALoadWasNotKept_tellsTheFlush() throws Exception {
        try (var calls = new Calls()) {
            var slow = new SlowLoad<>(1);
            Future<Integer> load = calls.start(() -> memoizer.memoize(KEY, slow));
            slow.awaitBegun();
            assertThat(memoizer.explain("select 1").isLoading()).isTrue();
            memoizer.flush(Flush.prefix("select"));
            ticker.advance(Duration.ofSeconds(1));
            slow.end();
            Calls.get(load);
        }

        assertThat(memoizer.explain("select 1").events())
                .containsExactly(
                        new Explanation.Event(Duration.ZERO, Explanation.Kind.NOT_KEPT_AFTER_FLUSH, Optional.empty()),
                        new Explanation.Event(
                                Duration.ofSeconds(1), Explanation.Kind.FLUSHED, Optional.of(Flush.prefix("select"))));
    }

    @Test
    void explain_seedsFailuresAndTagFlushes_areToldNewestFirst() {
        memoizer.seed(KEY, 1);
        memoizer.flush(Flush.tag("twos"));
        memoizer.flush(Flush.tag("ones"));
        assertThatThrownBy(() -> memoizer.memoize(KEY, () -> {
                    throw new IllegalStateException("down");
                }))
                .hasMessage("down");
        memoizer.memoize(KEY, () -> 1);

        assertThat(memoizer.explain("select 1").events())
                .extracting(Explanation.Event::kind)
                .containsExactly(Explanation.Kind.LOAD_FAILED, Explanation.Kind.FLUSHED, Explanation.Kind.SEEDED);
    }

    @Test
    void explain_onlyTheLastFewHundred_areKnown() {
        memoizer.flush("select 1");
        for (int i = 0; i < 511; i++) {
            memoizer.flush("select 2");
        }
        assertThat(memoizer.explain("select 1").events()).hasSize(1);
        memoizer.flush("select 2");

        assertThat(memoizer.explain("select 1").events()).isEmpty();
        assertThat(memoizer.explain("select 2").events()).hasSize(512);
    }
}
