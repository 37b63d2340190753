package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Memoizer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Spring's caches, where the application has {@code @EnableCaching} and has not chosen others. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(CacheManager.class)
@ConditionalOnBean(CacheAspectSupport.class)
@ConditionalOnSingleCandidate(Memoizer.class)
@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
@ConditionalOnProperty(prefix = "spring.cache", name = "type", havingValue = "memoizer", matchIfMissing = true)
@Import(MemoizerCachingConfiguration.class)
final class CacheConfiguration {
    @Bean
    static MemoizerCacheManager cacheManager(Memoizer memoizer) {
        return new MemoizerCacheManager(memoizer);
    }
}
