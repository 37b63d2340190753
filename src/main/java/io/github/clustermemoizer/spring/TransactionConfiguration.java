package io.github.clustermemoizer.spring;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.TransactionExecutionListener;

/** Flushes after the commit. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(TransactionExecutionListener.class)
@ConditionalOnProperty(prefix = "memoizer", name = "flush-after-commit", matchIfMissing = true)
@Import(MemoizerTransactionConfiguration.class)
final class TransactionConfiguration {}
