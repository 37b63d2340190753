package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clustermemoizer.TransactionScope.Outcome;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("try") // the scope is there to be open
class TransactionScopeTest {
    private static final String STATEMENT = "select * from greebles where id = 43";
    private static final String OTHER = "select 1";

    private final Calls calls = new Calls();
    private final RecordingBroadcaster peers = new RecordingBroadcaster();
    private final Memoizer memoizer = Memoizer.builder().broadcaster(peers).build();

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

    private TransactionScope begun() {
        TransactionScope scope = TransactionScope.of(memoizer);
        scope.resume();
        return scope;
    }

    @Test
    void end_committed_publishesAllAsOneBatch() throws Exception {
        read(STATEMENT, "old");
        TransactionScope scope = begun();
        memoizer.flush(STATEMENT);
        memoizer.seed(OTHER, "seeded");
        assertThat(readElsewhere(STATEMENT, "not asked")).isEqualTo("old");

        scope.end(Outcome.COMMITTED);
        scope.end(Outcome.ROLLED_BACK);

        assertThat(read(STATEMENT, "new")).isEqualTo("new");
        assertThat(read(OTHER, "not asked")).isEqualTo("seeded");
        assertThat(peers.batches).containsExactly(List.of(Flush.statement(STATEMENT), Flush.statement(OTHER)));
    }

    @Test
    void end_rolledBack_publishesNothing() {
        read(STATEMENT, "old");
        TransactionScope scope = begun();
        memoizer.flush(STATEMENT);
        read(STATEMENT, "uncommitted");
        memoizer.seed(OTHER, "uncommitted");

        scope.end(Outcome.ROLLED_BACK);

        assertThat(read(STATEMENT, "not asked")).isEqualTo("old");
        assertThat(memoizer.isCached(OTHER)).isFalse();
        assertThat(peers.batches).isEmpty();
    }

    @Test
    void end_unknown_flushesAndStoresNothing() {
        read(STATEMENT, "old");
        TransactionScope scope = begun();
        memoizer.flush(STATEMENT);
        memoizer.seed(OTHER, "perhaps");
        read("select 2", "perhaps");

        scope.end(Outcome.UNKNOWN);

        assertThat(List.of(memoizer.isCached(STATEMENT), memoizer.isCached(OTHER), memoizer.isCached("select 2")))
                .containsOnly(false);
        assertThat(peers.batches).containsExactly(List.of(Flush.statement(STATEMENT), Flush.statement(OTHER)));
    }

    @Test
    void suspend_untilResumed_isAsIfItWereNotThere() {
        read(STATEMENT, "old");
        TransactionScope outer = begun();
        memoizer.flush(STATEMENT);
        outer.suspend();

        assertThat(read(STATEMENT, "not asked")).isEqualTo("old");
        memoizer.flush(OTHER);
        assertThat(peers.batches).containsExactly(List.of(Flush.statement(OTHER)));
        TransactionScope inner = begun();
        memoizer.flush("select 2");
        inner.end(Outcome.COMMITTED);
        assertThat(peers.sent()).containsExactly(Flush.statement(OTHER), Flush.statement("select 2"));

        outer.resume();
        outer.resume();
        assertThat(read(STATEMENT, "uncommitted")).isEqualTo("uncommitted");
        outer.end(Outcome.COMMITTED);
        assertThat(peers.sent()).endsWith(Flush.statement(STATEMENT)).hasSize(3);
        assertThat(memoizer.isCached(STATEMENT)).isFalse();
    }

    @Test
    void suspend_withAnotherScopeOpenInside_staysAndDoesNotThrow() {
        TransactionScope outer = begun();
        try (FlushScope forgotten = memoizer.flushScope()) {
            outer.suspend();
            memoizer.flush(STATEMENT);
            outer.resume();
            outer.end(Outcome.COMMITTED);

            assertThat(peers.sent()).isEmpty();
            forgotten.commit();
        }
        assertThat(peers.sent()).containsExactly(Flush.statement(STATEMENT));
        memoizer.flush(OTHER);
        assertThat(peers.sent()).as("nothing is left open").endsWith(Flush.statement(OTHER));
    }

    @Test
    void suspend_withAnotherScopeOpenInside_keepsItsPlaceBelow() {
        TransactionScope outer = begun();
        try (FlushScope inside = memoizer.flushScope()) {
            outer.suspend();
            outer.resume();
            memoizer.flush(STATEMENT);
            inside.commit();
        }
        assertThat(peers.sent()).containsExactly(Flush.statement(STATEMENT));
        memoizer.flush(OTHER);
        assertThat(peers.sent()).hasSize(1);
        outer.end(Outcome.COMMITTED);
        assertThat(peers.sent()).hasSize(2);
    }

    @Test
    void rolledBackToSavepoint_valuesAreForgottenAndFlushesStay() {
        TransactionScope scope = begun();
        memoizer.seed(STATEMENT, "rolled back");
        read(OTHER, "rolled back");
        scope.rolledBackToSavepoint();
        assertThat(read(STATEMENT, "old")).isEqualTo("old");
        scope.end(Outcome.COMMITTED);

        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(memoizer.isCached(OTHER)).isFalse();
        assertThat(peers.sent()).containsExactly(Flush.statement(STATEMENT));
    }

    @Test
    void of_timeBeforeTheBegin_isThatOfTheSnapshot() {
        TransactionScope scope = TransactionScope.of(memoizer);
        peers.target().flushLocal(Flush.statement(STATEMENT));
        scope.resume();
        read(STATEMENT, "from the old state");
        read(OTHER, "unchanged");
        scope.end(Outcome.COMMITTED);

        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(memoizer.isCached(OTHER)).isTrue();
    }

    @Test
    void readOnly_loadsAreSharedAtOnceAndFlushesGoAtOnce() {
        TransactionScope scope = TransactionScope.readOnly(memoizer);
        peers.target().flushLocal(Flush.statement(STATEMENT));
        scope.resume();
        read(STATEMENT, "from the old state");
        read(OTHER, "unchanged");

        assertThat(memoizer.isCached(STATEMENT)).isFalse();
        assertThat(memoizer.isCached(OTHER)).isTrue();
        memoizer.flush(OTHER);
        assertThat(peers.sent()).containsExactly(Flush.statement(OTHER));
        scope.suspend();
        read(STATEMENT, "new");
        assertThat(memoizer.isCached(STATEMENT)).isTrue();
        scope.resume();
        scope.end(Outcome.ROLLED_BACK);
        assertThat(memoizer.isCached(STATEMENT)).isTrue();
    }

    @Test
    void follow_untilItHasEnded_isThatOfTheThread() throws Exception {
        TransactionScope transaction = TransactionScope.of(memoizer);
        Thread here = Thread.currentThread();
        TransactionScope.follow(memoizer, () -> Thread.currentThread() == here ? transaction : null);

        peers.target().flushLocal(Flush.statement(OTHER));
        memoizer.flush(STATEMENT);
        assertThat(read(OTHER, "from the old state")).isEqualTo("from the old state");
        assertThat(readElsewhere("select 2", "elsewhere")).isEqualTo("elsewhere");
        assertThat(memoizer.isCached("select 2")).isTrue();
        assertThat(peers.sent()).isEmpty();

        Calls.get(calls.start(() -> {
            transaction.end(Outcome.COMMITTED);
            return null;
        }));
        assertThat(peers.sent()).containsExactly(Flush.statement(STATEMENT));
        assertThat(memoizer.isCached(OTHER)).isFalse();
        memoizer.flush(OTHER);
        assertThat(peers.sent()).as("at once again").hasSize(2);
        read(OTHER, "new");
        assertThat(memoizer.isCached(OTHER)).isTrue();
    }

    @Test
    void follow_whatIsOpenOnTheThread_comesFirst() {
        TransactionScope transaction = TransactionScope.of(memoizer);
        TransactionScope.follow(memoizer, () -> transaction);
        try (FlushScope inside = memoizer.flushScope()) {
            memoizer.flush(STATEMENT);
            inside.commit();
        }
        assertThat(peers.sent()).containsExactly(Flush.statement(STATEMENT));
        memoizer.flush(OTHER);
        assertThat(peers.sent()).hasSize(1);
        transaction.end(Outcome.ROLLED_BACK);
        assertThat(peers.sent()).hasSize(1);
    }
}
