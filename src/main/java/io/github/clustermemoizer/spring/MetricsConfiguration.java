package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.micrometer.ClusterMetrics;
import io.github.clustermemoizer.micrometer.MemoizerMetrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters. Boot binds them to its registries, where it has any. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterBinder.class)
final class MetricsConfiguration {
    @Bean
    @ConditionalOnSingleCandidate(Memoizer.class)
    @ConditionalOnMissingBean
    static MemoizerMetrics memoizerMetrics(Memoizer memoizer) {
        return new MemoizerMetrics(memoizer, "memoizer", Tags.empty());
    }

    @Bean
    @ConditionalOnSingleCandidate(ClusterBroadcaster.class)
    @ConditionalOnMissingBean
    static ClusterMetrics memoizerClusterMetrics(ClusterBroadcaster broadcaster) {
        return new ClusterMetrics(broadcaster, Tags.empty());
    }
}
