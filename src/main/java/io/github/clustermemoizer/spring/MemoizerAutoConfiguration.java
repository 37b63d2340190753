package io.github.clustermemoizer.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * Sets up a memoizer, and whatever of the rest the application has the libraries for. Each part is a configuration of its own,
 * so that nothing of it is loaded where its library is absent.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration", // Boot 3
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration" // Boot 4
        })
@ConditionalOnProperty(prefix = "memoizer", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(MemoizerProperties.class)
@Import({
    // In this order: what comes later looks for the beans of what comes before.
    ClusterConfiguration.class,
    ObservationConfiguration.class,
    CoreConfiguration.class,
    ServletConfiguration.class,
    SecurityConfiguration.class,
    CacheConfiguration.class,
    TransactionConfiguration.class,
    JtaConfiguration.class,
    EndpointConfiguration.class,
    MetricsConfiguration.class,
    HealthOfBoot3Configuration.class,
    HealthOfBoot4Configuration.class
})
final class MemoizerAutoConfiguration {}
