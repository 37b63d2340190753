package io.github.clustermemoizer.spring;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.TransactionScope;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets flushes, seeds and evictions wait for the commit of the transaction that they are made in.
 *
 * <pre>{@code
 * transactionManager.addListener(new MemoizerTransactions(memoizer));
 * }</pre>
 *
 * <p>From then on every transaction that this manager begins is a {@link TransactionScope}: what is flushed inside is seen by
 * its thread at once and by everybody at the commit, all of it as one batch; after a roll-back by nobody. A transaction that
 * another one is suspended for stands for itself. A transaction marked as read-only holds nothing back. The cache never makes
 * a transaction fail.
 *
 * <p>Not bound are transactions of a manager that synchronizes never, reactive ones, and those that somebody else has begun,
 * for which there is {@link JtaTransactions}.
 * {@link MemoizerTransactionConfiguration} adds this listener to all managers, and Spring Boot does so by itself.
 */
public final class MemoizerTransactions implements TransactionExecutionListener {
    private final Supplier<? extends @Nullable Memoizer> memoizer;

    @SuppressWarnings("ThreadLocalUsage") // one for each memoizer, and empty but while a transaction begins
    private final ThreadLocal<TransactionScope> beginning = new ThreadLocal<>();

    /**
     * Makes a listener.
     *
     * @param memoizer whose flushes are to wait
     * @throws NullPointerException if it is null
     */
    public MemoizerTransactions(Memoizer memoizer) {
        this(constant(requireNonNull(memoizer, "memoizer")));
    }

    /** @param memoizer asked at each begin; null means that there is nothing to bind */
    MemoizerTransactions(Supplier<? extends @Nullable Memoizer> memoizer) {
        this.memoizer = memoizer;
    }

    /** Called by the transaction manager: notes the time, which the snapshot of the transaction is not older than. */
    @Override
    public void beforeBegin(TransactionExecution transaction) {
        TransactionEvent.follow("begin", () -> {
            beginning.remove();
            Memoizer bound = transaction.isNewTransaction() ? memoizer.get() : null;
            if (bound != null) {
                beginning.set(transaction.isReadOnly() ? TransactionScope.readOnly(bound) : TransactionScope.of(bound));
            }
        });
    }

    /** Called by the transaction manager: opens the scope, unless the begin has failed. */
    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
        TransactionScope scope = beginning.get();
        beginning.remove();
        if (scope == null || beginFailure != null || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return;
        }
        TransactionEvent.follow("begin", () -> {
            TransactionSynchronizationManager.registerSynchronization(new ScopeSynchronization(scope));
            scope.resume();
        });
    }

    private static Supplier<Memoizer> constant(Memoizer memoizer) {
        return () -> memoizer;
    }
}
