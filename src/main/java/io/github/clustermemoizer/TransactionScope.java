package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Binds a memoizer to one transaction: a {@link FlushScope} and a {@link Snapshot} that a transaction manager drives. Who
 * begins and commits by hand needs only those two.
 *
 * <pre>{@code
 * TransactionScope scope = TransactionScope.of(memoizer);   // before the begin: the time of its snapshot
 * scope.resume();                                           // after it: open on this thread
 * …
 * scope.end(TransactionScope.Outcome.COMMITTED);            // or rolled back, or nobody knows
 * }</pre>
 *
 * <p>It never throws because of the order in which it is driven, or of what is open beside it: a transaction must not
 * fail for its cache. Not for use by several threads at once, but for its end.
 */
public final class TransactionScope {
    /** How a transaction ended. */
    public enum Outcome {
        /** It is committed: everything is published. */
        COMMITTED,
        /** It is rolled back: nothing is published. */
        ROLLED_BACK,
        /** Nobody knows, as when the connection broke during the commit: everything is flushed, and nothing stored. */
        UNKNOWN
    }

    private final LocalCache local;
    private final Snapshot snapshot;
    private final @Nullable FlushScope scope;
    private boolean isSnapshotOpen;
    private boolean isScopeOpen;
    private volatile boolean ended; // may end on another thread than it is asked for

    private TransactionScope(LocalCache local, @Nullable FlushScope scope) {
        this.local = local;
        this.snapshot = new Snapshot(local.asOf(), local.snapshots);
        this.scope = scope;
    }

    /**
     * Notes the time for a transaction that is about to begin, and opens nothing yet.
     *
     * @param memoizer whose flushes and seeds are to wait for the commit
     * @return a scope that is suspended
     * @throws NullPointerException if {@code memoizer} is null
     */
    public static TransactionScope of(Memoizer memoizer) {
        requireNonNull(memoizer, "memoizer");
        return new TransactionScope(memoizer.local, memoizer.everywhere.scope());
    }

    /**
     * Does the same for a transaction that only reads. What it loads is kept at once, and shared; a flush inside waits for
     * nothing.
     *
     * @param memoizer whose loads read the state of the transaction
     * @return a scope that is suspended
     * @throws NullPointerException if {@code memoizer} is null
     */
    public static TransactionScope readOnly(Memoizer memoizer) {
        requireNonNull(memoizer, "memoizer");
        return new TransactionScope(memoizer.local, null);
    }

    /**
     * Lets a memoizer ask for the transaction that a thread is in, where nobody tells of begin, suspension and resumption. What
     * is open on the thread itself comes first. A second call replaces the first.
     *
     * @param memoizer who asks, at each call
     * @param current returns the scope of this thread's transaction, the same one until it has ended, or null; must not throw
     * @throws NullPointerException if an argument is null
     */
    public static void follow(Memoizer memoizer, Supplier<? extends @Nullable TransactionScope> current) {
        LocalCache local = requireNonNull(memoizer, "memoizer").local;
        requireNonNull(current, "current");
        local.snapshots.ask(() -> {
            TransactionScope there = current.get();
            return there == null || there.ended ? null : there.snapshot;
        });
        local.scopes.ask(() -> {
            TransactionScope there = current.get();
            return there == null || there.ended ? null : there.scope;
        });
    }

    /** Opens this scope on this thread, where it is the innermost from now on. Does nothing if it is open or has ended. */
    public void resume() {
        if (ended) {
            return;
        }
        if (!isSnapshotOpen) {
            local.snapshots.push(snapshot);
            isSnapshotOpen = true;
        }
        if (scope != null && !isScopeOpen) {
            local.scopes.push(scope);
            isScopeOpen = true;
        }
    }

    /**
     * Takes this scope off this thread, for as long as its transaction is suspended. What somebody has opened inside, and not
     * closed yet, keeps it where it is.
     */
    public void suspend() {
        isSnapshotOpen = isSnapshotOpen && !local.snapshots.lift(snapshot);
        isScopeOpen = isScopeOpen && scope != null && !local.scopes.lift(scope);
    }

    /**
     * Forgets all values that were to be stored at commit, since some of them may come from a state that was rolled back. What
     * was to be flushed stays.
     */
    public void rolledBackToSavepoint() {
        if (scope != null && !ended) {
            scope.forgetValues();
        }
    }

    /**
     * Ends this scope. The peers are told in the background. A second call does nothing.
     *
     * @param outcome how the transaction ended
     * @throws NullPointerException if {@code outcome} is null
     */
    public void end(Outcome outcome) {
        requireNonNull(outcome, "outcome");
        if (ended) {
            return;
        }
        ended = true;
        local.snapshots.remove(snapshot);
        if (scope == null) {
            return;
        }
        local.scopes.remove(scope);
        switch (outcome) {
            case COMMITTED -> scope.publish(true);
            case UNKNOWN -> scope.publish(false);
            case ROLLED_BACK -> scope.discard();
        }
    }
}
