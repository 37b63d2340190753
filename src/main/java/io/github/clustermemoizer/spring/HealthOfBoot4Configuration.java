package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health indicator of Boot 4. Always up: that a peer is down is no reason to take this server out, too. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ClusterBroadcaster.class)
final class HealthOfBoot4Configuration {
    @Bean
    @ConditionalOnMissingBean(name = "memoizerHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("memoizer")
    static HealthIndicator memoizerHealthIndicator(ClusterBroadcaster broadcaster) {
        return () -> {
            var view = new ClusterView(broadcaster);
            return Health.up()
                    .withDetail("degraded", view.isDegraded())
                    .withDetail("peers", view.states())
                    .build();
        };
    }
}
