package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.PeerSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** The way to the other servers. */
@Configuration(proxyBeanMethods = false)
final class ClusterConfiguration {
    @Bean
    @Conditional(OnCluster.class)
    @ConditionalOnMissingBean({ClusterConfig.class, Broadcaster.class})
    static ClusterConfig memoizerClusterConfig(
            MemoizerProperties properties, ObjectProvider<PeerSource> source, ObjectProvider<SslBundles> bundles) {
        MemoizerProperties.Cluster cluster = properties.cluster();
        return Settings.cluster(
                cluster,
                source.getIfAvailable(),
                cluster.sslBundle() == null
                        ? null
                        : bundles.getObject().getBundle(cluster.sslBundle()).createSslContext());
    }

    @Bean
    @ConditionalOnBean(ClusterConfig.class)
    @ConditionalOnMissingBean(Broadcaster.class)
    static ClusterBroadcaster memoizerClusterBroadcaster(ClusterConfig config) {
        return new ClusterBroadcaster(config);
    }
}
