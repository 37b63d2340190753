package io.github.clustermemoizer;

/**
 * Marks the span in which this thread may read an old state of the database, such as a transaction
 * under MySQL's REPEATABLE READ. Open it when the transaction begins, or a moment before:
 *
 * <pre>{@code
 * try (Snapshot snapshot = memoizer.snapshot()) {
 *     // begin, read, commit
 * }
 * }</pre>
 *
 * <p>What this thread loads meanwhile counts as of the opening. So a value that was flushed after the
 * opening, and that the thread reads from its old state all the same, is returned to it and neither kept
 * nor shared. What is in memory is served as ever, and may be newer than the thread's own state.
 */
public final class Snapshot implements AutoCloseable {
    final long asOf;

    private final ThreadStack<Snapshot> open;
    private boolean closed;

    Snapshot(long asOf, ThreadStack<Snapshot> open) {
        this.asOf = asOf;
        this.open = open;
    }

    Snapshot open() {
        open.push(this);
        return this;
    }

    /**
     * Ends the span. A second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it, or before one that was
     *     opened later
     */
    @Override
    public void close() {
        if (!closed) {
            open.pop(this);
            closed = true;
        }
    }
}
