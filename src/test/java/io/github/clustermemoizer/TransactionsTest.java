package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Flush scopes, snapshots, the lag of replicas, and seeds that cross. */
@Timeout(60)
@SuppressWarnings("try") // the scope is there to be open
class TransactionsTest {
    private static final String STATEMENT = "select * from greebles where id = 43";
    private static final String OTHER = "select 1";

    private final Calls calls = new Calls();
    private final FakeTicker ticker = new FakeTicker();
    private final RecordingBroadcaster peers = new RecordingBroadcaster();
    private final Memoizer memoizer =
            Memoizer.builder().ticker(ticker).broadcaster(peers).build();

    @AfterEach
    void close() {
        memoizer.close();
        calls.close();
    }

    private String read(String statement, String inDatabase) {
        return memoizer.memoize(statement, () -> inDatabase);
    }

    private String readElsewhere(String statement, String inDatabase) throws Exception {
        Future<String> read = calls.start(() -> read(statement, inDatabase));
        return Calls.get(read);
    }

    @Test
    void scope_flushInside_isSeenByThisThreadAtOnceAndByOthersAtCommit() throws Exception {
        read(STATEMENT, "old");
        read(OTHER, "other");
        try (FlushScope scope = memoizer.flushScope()) {
            Delivery delivery = memoizer.flush(STATEMENT);

            assertThat(read(STATEMENT, "uncommitted")).isEqualTo("uncommitted");
            assertThat(memoizer.isCached(STATEMENT)).isFalse();
            assertThat(read(OTHER, "not asked")).isEqualTo("other");
            assertThat(readElsewhere(STATEMENT, "not asked")).isEqualTo("old");
            assertThat(peers.batches).isEmpty();
            assertThat(delivery.await(Duration.ZERO)).isFalse();
            assertThat(delivery.settled()).isNotDone();

            assertThat(scope.commit()).isSameAs(delivery);
            assertThat(delivery.await(Duration.ZERO)).isTrue();
            assertThat(delivery.settled()).isCompletedWithValue(delivery);
        }
        assertThat(readElsewhere(STATEMENT, "new")).isEqualTo("new");
        assertThat(read(STATEMENT, "not asked")).isEqualTo("new");
        assertThat(peers.batches).containsExactly(List.of(Flush.statement(STATEMENT)));
    }

    @Test
    void scope_everythingItLoads_isNeitherKeptNorSharedNorJoined() throws Exception {
        try (FlushScope scope = memoizer.flushScope()) {
            assertThat(read(OTHER, "uncommitted, before its flush")).startsWith("uncommitted");
            assertThat(memoizer.isCached(OTHER)).isFalse();
            var slow = new SlowLoad<>("old");
            Future<String> elsewhere = calls.start(() -> memoizer.memoize(STATEMENT, slow));
            slow.awaitBegun();
            assertThat(read(STATEMENT, "mine"))
                    .as("does not wait for a load that cannot see its update")
                    .isEqualTo("mine");
            slow.end();
            assertThat(Calls.get(elsewhere)).isEqualTo("old");
        }
        assertThat(memoizer.explain(OTHER).events().get(0).kind()).isEqualTo(Explanation.Kind.NOT_KEPT_IN_SCOPE);
    }

    @Test
    void scope_loadUnderWayElsewhere_isNotKeptOverTheCommit() throws Exception {
        var slow = new SlowLoad<>("old");
        Future<String> elsewhere = calls.start(() -> memoizer.memoize(STATEMENT, slow));
        slow.awaitBegun();
        try (FlushScope scope = memoizer.flushScope()) {
            memoizer.flush(Flush.prefix("select * from greebles"));
            scope.commit();
        }
        slow.end();
        Calls.get(elsewhere);

        assertThat(memoizer.isCached(STATEMENT)).isFalse();
    }

    @Test
    void scope_closedWithoutCommit_publishesNothing() throws Exception {
        read(STATEMENT, "old");
        Delivery delivery;
        try (FlushScope scope = memoizer.flushScope()) {
            delivery = memoizer.flush(STATEMENT);
            memoizer.seed(OTHER, "rolled back");
            assertThat(read(OTHER, "not asked")).isEqualTo("rolled back");
        }
        assertThat(read(STATEMENT, "not asked")).isEqualTo("old");
        assertThat(memoizer.isCached(OTHER)).isFalse();
        assertThat(peers.batches).isEmpty();
        assertThat(delivery.await(Duration.ZERO)).isTrue();
        assertThat(delivery.outcomes()).isEmpty();
    }

    @Test
    void scope_severalFlushesAndSeeds_areOneBatchAtCommit() {
        StatementKey key = StatementKey.of(STATEMENT).tagged("greebles");
        memoizer.memoize(key, () -> "old");
        try (FlushScope scope = memoizer.flushScope()) {
            memoizer.flush(Flush.tag("greebles"));
            memoizer.flush(STATEMENT);
            memoizer.seed(OTHER, "seeded");
            memoizer.flush(STATEMENT);
            assertThat(memoizer.<String, RuntimeException>memoize(key, () -> "uncommitted"))
                    .isEqualTo("uncommitted");
            scope.commit();
            assertThat(memoizer.isCached(OTHER))
                    .as("committed, and outside of the scope")
                    .isTrue();
        }
        assertThat(peers.batches)
                .containsExactly(List.of(Flush.tag("greebles"), Flush.statement(STATEMENT), Flush.statement(OTHER)));
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(read(OTHER, "not asked")).isEqualTo("seeded");
    }

    @Test
    void scope_flushAfterSeed_dropsTheSeed() {
        try (FlushScope scope = memoizer.flushScope()) {
            memoizer.seed(STATEMENT, "seeded");
            memoizer.flush(Flush.everything());
            assertThat(read(STATEMENT, "uncommitted")).isEqualTo("uncommitted");
            scope.commit();
        }
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
    }

    @Test
    void scope_seedAfterWideFlush_isKept() {
        StatementKey key = StatementKey.of(STATEMENT).tagged("greebles");
        for (Flush wide : List.of(
                Flush.everything(),
                Flush.prefix("select"),
                Flush.tag("greebles"),
                Flush.statement(STATEMENT),
                Flush.statement(STATEMENT).byDigest())) {
            try (FlushScope scope = memoizer.flushScope()) {
                memoizer.flush(wide);
                memoizer.seed(key, "seeded after " + wide);
                scope.commit();
            }
            assertThat(read(STATEMENT, "not kept")).isEqualTo("seeded after " + wide);
        }
    }

    /** The flush of a peer must not hide behind one of our own that comes later. */
    @Test
    void scope_foreignWideFlushBeforeOwn_keepsTheSeedOut() {
        for (Flush foreign : List.of(Flush.everything(), Flush.prefix("select"), Flush.statement(STATEMENT))) {
            try (FlushScope scope = memoizer.flushScope()) {
                memoizer.flush(Flush.prefix("select * from"));
                memoizer.seed(STATEMENT, "mine");
                peers.target().flushLocal(foreign);
                memoizer.flush(Flush.tag("other"));
                scope.commit();
            }
            assertThat(memoizer.isCached(STATEMENT)).as("%s", foreign).isFalse();
        }
    }

    @Test
    void scope_loadInside_isKeptWithTheCommitAndNotSent() throws Exception {
        try (FlushScope scope = memoizer.flushScope()) {
            assertThat(read(STATEMENT, "loaded inside")).isEqualTo("loaded inside");
            assertThat(readElsewhere(OTHER, "elsewhere")).isEqualTo("elsewhere");
            assertThat(memoizer.isCached(STATEMENT)).isFalse();
            memoizer.flush("select 2");
            scope.commit();
        }
        assertThat(readElsewhere(STATEMENT, "not asked")).isEqualTo("loaded inside");
        assertThat(peers.batches).containsExactly(List.of(Flush.statement("select 2")));
    }

    @Test
    void scope_loadInsideFlushedByAnybody_isNotKept() {
        for (boolean foreign : new boolean[] {true, false}) {
            for (boolean before : new boolean[] {true, false}) {
                Flush flush = before ? Flush.prefix("select") : Flush.statement(STATEMENT);
                try (FlushScope scope = memoizer.flushScope()) {
                    if (before && !foreign) {
                        memoizer.flush(flush);
                    }
                    read(STATEMENT, "loaded inside");
                    if (foreign) {
                        peers.target().flushLocal(flush);
                    } else if (!before) {
                        memoizer.flush(flush);
                    }
                    scope.commit();
                }
                assertThat(memoizer.isCached(STATEMENT))
                        .as("%s %s", foreign, before)
                        .isFalse();
            }
        }
    }

    @Test
    void scope_rolledBackToSavepoint_forgetsValuesAndStillFlushes() throws Exception {
        read(OTHER, "old");
        try (FlushScope scope = memoizer.flushScope()) {
            memoizer.seed(OTHER, "seeded");
            read(STATEMENT, "of a state that is rolled back");
            scope.rolledBackToSavepoint();
            assertThat(read(OTHER, "as it was")).isEqualTo("as it was");
            scope.commit();
            assertThatIllegalStateException().isThrownBy(scope::rolledBackToSavepoint);
        }
        assertThat(readElsewhere(STATEMENT, "committed")).isEqualTo("committed");
        assertThat(readElsewhere(OTHER, "committed")).isEqualTo("committed");
        assertThat(peers.batches).containsExactly(List.of(Flush.statement(OTHER)));
    }

    @Test
    void scope_moreLoadsInsideThanRoom_areNotKept() {
        try (FlushScope scope = memoizer.flushScope()) {
            for (int i = 0; i <= FlushScope.MOST_LOADED; i++) {
                read("select " + i, "value");
            }
            read("select 0", "again");
            scope.commit();
        }
        assertThat(memoizer.stats().size()).isEqualTo(FlushScope.MOST_LOADED);
        assertThat(memoizer.stats().loadsNotKept()).isEqualTo(1);
        assertThat(read("select 0", "not asked")).isEqualTo("again");
    }

    @Test
    void scope_foreignFlushBetweenSeedAndCommit_keepsTheSeedOut() {
        try (FlushScope scope = memoizer.flushScope()) {
            memoizer.seed(STATEMENT, "mine");
            peers.target().flushLocal(Flush.statement(STATEMENT));
            scope.commit();
        }
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(memoizer.explain(STATEMENT).events().get(0).kind()).isEqualTo(Explanation.Kind.SEED_NOT_KEPT);
    }

    @Test
    void scope_nested_innermostCountsAndIsCommittedForItself() {
        read(STATEMENT, "old");
        read(OTHER, "old");
        try (FlushScope outer = memoizer.flushScope()) {
            memoizer.flush(STATEMENT);
            try (FlushScope inner = memoizer.flushScope()) {
                memoizer.flush(OTHER);
                assertThat(read(STATEMENT, "not asked"))
                        .as("the suspended transaction is not ours")
                        .isEqualTo("old");
                assertThatThrownBy(outer::commit)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("flush scope must be closed before the one around it");
                inner.commit();
            }
            assertThat(peers.batches).containsExactly(List.of(Flush.statement(OTHER)));
            assertThat(read(STATEMENT, "uncommitted")).isEqualTo("uncommitted");
        }
        assertThat(read(STATEMENT, "not asked"))
                .as("the outer was not committed")
                .isEqualTo("old");
    }

    @Test
    void scope_misused_saysSo() throws Exception {
        FlushScope scope = memoizer.flushScope();
        assertThatThrownBy(() -> Calls.get(calls.start(scope::commit))).isInstanceOf(IllegalStateException.class);
        scope.commit();
        assertThatThrownBy(scope::commit)
                .hasMessage("flush scope must be committed once, by the thread that opened it");
        scope.close();
        scope.close();
        FlushScope other = memoizer.flushScope();
        assertThatThrownBy(() -> Calls.get(calls.start(() -> {
                    other.close();
                    return 0;
                })))
                .isInstanceOf(IllegalStateException.class);
        other.close();
        memoizer.flush(STATEMENT);
        assertThat(peers.batches).as("at once again").containsExactly(List.of(), List.of(Flush.statement(STATEMENT)));
    }

    /** MySQL's REPEATABLE READ: the transaction began before the update, and reads the old row after its flush. */
    @Test
    void snapshot_readFromOldStateAfterFlush_isAnsweredAndNotKept() {
        try (Snapshot snapshot = memoizer.snapshot()) {
            peers.target().flushLocal(Flush.statement(STATEMENT));

            assertThat(read(STATEMENT, "old")).isEqualTo("old");
            assertThat(memoizer.isCached(STATEMENT)).isFalse();
            assertThat(read(OTHER, "unchanged")).isEqualTo("unchanged");
            assertThat(memoizer.isCached(OTHER)).isTrue();
        }
        assertThat(read(STATEMENT, "new")).isEqualTo("new");
        assertThat(memoizer.isCached(STATEMENT)).isTrue();
    }

    @Test
    void snapshot_oldStateLoadUnderWay_isNotJoinedByOthers() throws Exception {
        var slow = new SlowLoad<>("old");
        var opened = new java.util.concurrent.CountDownLatch(1);
        var flushed = new java.util.concurrent.CountDownLatch(1);
        Future<String> transaction = calls.start(() -> {
            try (Snapshot snapshot = memoizer.snapshot()) {
                opened.countDown();
                Calls.await(flushed);
                return memoizer.memoize(STATEMENT, slow);
            }
        });
        Calls.await(opened);
        memoizer.flush(STATEMENT);
        flushed.countDown();
        slow.awaitBegun();

        assertThat(read(STATEMENT, "new"))
                .as("began after the flush, and gets no older value")
                .isEqualTo("new");
        slow.end();
        assertThat(Calls.get(transaction)).isEqualTo("old");
        assertThat(read(STATEMENT, "not asked")).isEqualTo("new");
    }

    @Test
    void snapshot_misused_saysSo() {
        Snapshot outer = memoizer.snapshot();
        Snapshot inner = memoizer.snapshot();
        assertThatThrownBy(outer::close).hasMessage("snapshot must be closed before the one around it");
        inner.close();
        inner.close();
        outer.close();
        assertThatThrownBy(() -> Calls.get(calls.start(() -> {
                    try (Snapshot mine = memoizer.snapshot()) {
                        return Calls.get(calls.start(() -> {
                            mine.close();
                            return 0;
                        }));
                    }
                })))
                .hasMessage("snapshot must be closed once, by the thread that opened it");
    }

    @Test
    void readLag_withinIt_isAnsweredAndNotKept() {
        try (Memoizer lagging =
                Memoizer.builder().ticker(ticker).readLag(Duration.ofSeconds(2)).build()) {
            ticker.advance(Duration.ofSeconds(10));
            lagging.flush(STATEMENT);
            ticker.advance(Duration.ofSeconds(2));
            assertThat(lagging.<String, RuntimeException>memoize(STATEMENT, () -> "old"))
                    .isEqualTo("old");
            assertThat(lagging.isCached(STATEMENT)).isFalse();

            ticker.advance(Duration.ofNanos(1));
            lagging.memoize(STATEMENT, () -> "new");
            assertThat(lagging.isCached(STATEMENT)).isTrue();
            assertThat(lagging.isCached(STATEMENT, Duration.ofSeconds(1)))
                    .as("it may be 2 s old already")
                    .isFalse();
        }
    }

    /** R6: both write, B later. Whatever the order in which the messages arrive, neither keeps A's value. */
    @Test
    void seedWith_twoServersAtOnce_neitherKeepsTheOlder() {
        for (int arrival = 0; arrival < 3; arrival++) {
            int when = arrival;
            var peersOfA = new RecordingBroadcaster();
            var peersOfB = new RecordingBroadcaster();
            try (Memoizer a = Memoizer.builder().broadcaster(peersOfA).build();
                    Memoizer b = Memoizer.builder().broadcaster(peersOfB).build()) {
                Runnable arriveAtA = () -> peersOfA.target().flushLocal(Flush.statement(STATEMENT));
                a.seedWith(STATEMENT, () -> {
                    b.seedWith(STATEMENT, () -> "B, later in the database");
                    if (when == 0) {
                        arriveAtA.run();
                    }
                    return "A";
                });
                if (when == 1) {
                    arriveAtA.run();
                }
                peersOfB.target().flushLocal(Flush.statement(STATEMENT));
                if (when == 2) {
                    arriveAtA.run();
                }

                for (Memoizer server : List.of(a, b)) {
                    assertThat(server.<String, RuntimeException>memoize(STATEMENT, () -> "B, later in the database"))
                            .isEqualTo("B, later in the database");
                }
                assertThat(peersOfA.batches).containsExactly(List.of(Flush.statement(STATEMENT)));
            }
        }
    }

    @Test
    void seedWith_writeFails_nothingIsStoredOrSent() {
        read(STATEMENT, "old");
        assertThatThrownBy(() -> memoizer.seedWith(STATEMENT, () -> {
                    throw new IllegalStateException("constraint");
                }))
                .hasMessage("constraint");

        assertThat(read(STATEMENT, "not asked")).isEqualTo("old");
        assertThat(peers.batches).isEmpty();
    }

    @Test
    void seedWith_alone_isKept() {
        assertThat(memoizer.<String, RuntimeException>seedWith(STATEMENT, () -> "written"))
                .isEqualTo("written");
        assertThat(read(STATEMENT, "not asked")).isEqualTo("written");
    }
}
