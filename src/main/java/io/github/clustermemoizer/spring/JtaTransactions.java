package io.github.clustermemoizer.spring;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.TransactionScope;
import io.github.clustermemoizer.TransactionScope.Outcome;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets flushes, seeds and evictions wait for the commit of JTA transactions, whoever has begun them: a container, an
 * interceptor, a {@code UserTransaction}.
 *
 * <pre>{@code
 * JtaTransactions.bind(memoizer, registry);    // once; the registry is under java:comp/TransactionSynchronizationRegistry
 * }</pre>
 *
 * <p>From then on every JTA transaction in which the memoizer is used is a {@link TransactionScope}, from the first use on. Where
 * transactions read an old state of the database (REPEATABLE READ), that use must be before their first read. Needs no Spring;
 * Spring Boot binds what its {@code JtaTransactionManager} has.
 */
public final class JtaTransactions {
    private static final Logger log = LoggerFactory.getLogger(JtaTransactions.class);

    private final Memoizer memoizer;
    private final TransactionSynchronizationRegistry registry;

    private JtaTransactions(Memoizer memoizer, TransactionSynchronizationRegistry registry) {
        this.memoizer = requireNonNull(memoizer, "memoizer");
        this.registry = requireNonNull(registry, "registry");
    }

    /**
     * Binds a memoizer to the JTA transactions of one transaction manager. A second call replaces the first.
     *
     * @param memoizer whose flushes are to wait
     * @param registry tells in which transaction a thread is
     * @throws NullPointerException if an argument is null
     */
    public static void bind(Memoizer memoizer, TransactionSynchronizationRegistry registry) {
        TransactionScope.follow(memoizer, new JtaTransactions(memoizer, registry)::current);
    }

    private @Nullable TransactionScope current() {
        try {
            int status = registry.getTransactionStatus();
            boolean isOver = status == Status.STATUS_NO_TRANSACTION
                    || status == Status.STATUS_COMMITTED
                    || status == Status.STATUS_ROLLEDBACK
                    || status == Status.STATUS_UNKNOWN;
            if (isOver) {
                return null; // and has no resources any more
            }
            return registry.getResource(this) instanceof TransactionScope there ? there : begin(status);
        } catch (RuntimeException e) {
            log.error("cache could not follow a transaction", e);
            return null;
        }
    }

    private @Nullable TransactionScope begin(int status) {
        // One that can only be rolled back takes no synchronization any more, and its scope needs none: nothing of it
        // is published.
        if (status != Status.STATUS_ACTIVE && status != Status.STATUS_MARKED_ROLLBACK) {
            return null;
        }
        TransactionScope scope = TransactionScope.of(memoizer);
        if (status == Status.STATUS_ACTIVE) {
            registry.registerInterposedSynchronization(new End(scope));
        }
        registry.putResource(this, scope);
        return scope;
    }

    private record End(TransactionScope scope) implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            TransactionEvent.follow(
                    "end",
                    () -> scope.end(
                            switch (status) {
                                case Status.STATUS_COMMITTED -> Outcome.COMMITTED;
                                case Status.STATUS_ROLLEDBACK -> Outcome.ROLLED_BACK;
                                default -> Outcome.UNKNOWN;
                            }));
        }
    }
}
