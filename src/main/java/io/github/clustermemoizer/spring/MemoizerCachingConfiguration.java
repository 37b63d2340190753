package io.github.clustermemoizer.spring;

import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.cache.interceptor.BeanFactoryCacheOperationSourceAdvisor;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;

/**
 * Lets a {@link MemoizerCacheManager} tell a {@code @Cacheable} that loads from a {@code @CachePut}. To be imported beside
 * {@code @EnableCaching}; Spring Boot does so by itself.
 */
@Configuration(proxyBeanMethods = false)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class MemoizerCachingConfiguration {
    /** Outside of any order that {@code @EnableCaching} is likely to be given, and behind Spring's own first one. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    /** Made by Spring. */
    public MemoizerCachingConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanFactoryCacheOperationSourceAdvisor memoizerCacheFrameAdvisor(
            ObjectProvider<CacheOperationSource> sources) {
        MethodInterceptor frame = invocation -> {
            CacheFrames.open();
            try {
                return invocation.proceed();
            } finally {
                CacheFrames.close();
            }
        };
        var advisor = new BeanFactoryCacheOperationSourceAdvisor();
        advisor.setCacheOperationSource(sources.getIfUnique(() -> (method, targetClass) -> null));
        advisor.setAdvice(frame);
        advisor.setOrder(ORDER);
        return advisor;
    }
}
