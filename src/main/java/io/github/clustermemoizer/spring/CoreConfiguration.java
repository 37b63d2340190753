package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.LoadWrapper;
import io.github.clustermemoizer.Memoizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The memoizer itself. */
@Configuration(proxyBeanMethods = false)
final class CoreConfiguration {
    @Bean
    @ConditionalOnMissingBean
    static Memoizer memoizer(
            MemoizerProperties properties,
            ObjectProvider<Broadcaster> broadcasters,
            ObjectProvider<LoadWrapper> wrappers) {
        return Settings.memoizer(properties, broadcasters.getIfAvailable(Broadcaster::none))
                .loadWrapper(wrappers.getIfAvailable(LoadWrapper::none))
                .build();
    }
}
