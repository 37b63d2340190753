package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.LoadWrapper;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.micrometer.MemoizerObservations;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Observations, where somebody has a registry of them. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(ObservationRegistry.class)
final class ObservationConfiguration {
    @Bean
    @ConditionalOnMissingBean
    static LoadWrapper memoizerLoadObserver(ObjectProvider<ObservationRegistry> registries) {
        ObservationRegistry registry = registries.getIfAvailable();
        return registry == null ? LoadWrapper.none() : MemoizerObservations.loads(registry, "memoizer");
    }

    @Bean
    @ConditionalOnSingleCandidate(ClusterBroadcaster.class)
    static SmartInitializingSingleton memoizerSettleObserver(
            ClusterBroadcaster broadcaster, ObjectProvider<ObservationRegistry> registries) {
        return () ->
                registries.ifAvailable(registry -> broadcaster.addListener(MemoizerObservations.settling(registry)));
    }
}
