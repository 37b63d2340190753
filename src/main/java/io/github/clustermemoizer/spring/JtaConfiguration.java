package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Memoizer;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.jta.JtaTransactionManager;

/** Transactions that somebody else than Spring has begun. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({JtaTransactionManager.class, TransactionSynchronizationRegistry.class})
@ConditionalOnSingleCandidate(Memoizer.class)
@ConditionalOnProperty(prefix = "memoizer", name = "flush-after-commit", matchIfMissing = true)
final class JtaConfiguration {
    @Bean
    static SmartInitializingSingleton memoizerJtaBinder(
            Memoizer memoizer, ObjectProvider<JtaTransactionManager> managers) {
        return () -> managers.ifUnique(manager -> {
            TransactionSynchronizationRegistry registry = manager.getTransactionSynchronizationRegistry();
            if (registry != null) {
                JtaTransactions.bind(memoizer, registry);
            }
        });
    }
}
