package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Memoizer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.function.SingletonSupplier;

/**
 * Binds the memoizer of an application context to all its transaction managers, as {@link MemoizerTransactions} says. To be
 * imported; Spring Boot does so by itself. Where there are several memoizers, the primary one is bound, or none.
 */
@Configuration(proxyBeanMethods = false)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class MemoizerTransactionConfiguration {
    /** Made by Spring. */
    public MemoizerTransactionConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanPostProcessor memoizerTransactionBinder(ObjectProvider<Memoizer> memoizers) {
        // Asked for at the first transaction, since this is made before all other beans.
        Supplier<@Nullable Memoizer> unique = memoizers::getIfUnique;
        return new Binder(new MemoizerTransactions(SingletonSupplier.of(unique)));
    }

    private record Binder(MemoizerTransactions listener) implements BeanPostProcessor {
        @Override
        public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
            if (bean instanceof PlatformTransactionManager && bean instanceof ConfigurableTransactionManager manager) {
                manager.addListener(listener);
            }
            return bean;
        }
    }
}
