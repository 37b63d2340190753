package io.github.clustermemoizer.examples.quarkus;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Properties;
import org.eclipse.microprofile.config.Config;

/** Makes the memoizer and its broadcaster for whoever injects them, and closes them when the application ends. */
@ApplicationScoped
public class Cluster {
    private static final String SETTINGS = "server-cluster.";

    @Produces
    @Singleton
    ClusterBroadcaster broadcaster(Config config) {
        Properties settings = new Properties();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(SETTINGS)) {
                settings.setProperty(name, config.getValue(name, String.class));
            }
        }
        return new ClusterBroadcaster(ClusterConfig.of(settings));
    }

    @Produces
    @Singleton
    Memoizer memoizer(ClusterBroadcaster broadcaster) {
        return Memoizer.builder().maximumSize(100_000).broadcaster(broadcaster).build();
    }

    void close(@Disposes Memoizer memoizer) {
        memoizer.close();
    }

    void close(@Disposes ClusterBroadcaster broadcaster) {
        broadcaster.close();
    }
}
