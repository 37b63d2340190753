package io.github.clustermemoizer.spring;

import static io.github.clustermemoizer.spring.TransactionEvent.follow;

import io.github.clustermemoizer.TransactionScope;
import io.github.clustermemoizer.TransactionScope.Outcome;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;

/** Drives the scope of one transaction. What others do after the commit comes later, and outside of the scope. */
final class ScopeSynchronization implements TransactionSynchronization {
    private final TransactionScope scope;

    ScopeSynchronization(TransactionScope scope) {
        this.scope = scope;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void suspend() {
        follow("suspension", scope::suspend);
    }

    @Override
    public void resume() {
        follow("resumption", scope::resume);
    }

    @Override
    public void savepointRollback(Object savepoint) {
        follow("roll-back to a savepoint", scope::rolledBackToSavepoint);
    }

    @Override
    public void afterCommit() {
        follow("commit", () -> scope.end(Outcome.COMMITTED));
    }

    @Override
    public void afterCompletion(int status) {
        follow(
                "end",
                () -> scope.end(
                        switch (status) {
                            case STATUS_COMMITTED -> Outcome.COMMITTED;
                            case STATUS_ROLLED_BACK -> Outcome.ROLLED_BACK;
                            default -> Outcome.UNKNOWN;
                        }));
    }
}
