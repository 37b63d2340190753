package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.cluster.ClusterConfig;
import io.github.clustermemoizer.cluster.PeerSource;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes of {@link MemoizerProperties} what they are settings of. A value that breaks its rule is told by its name there. */
final class Settings {
    private Settings() {}

    static Memoizer.Builder memoizer(MemoizerProperties properties, Broadcaster broadcaster) {
        return checked(() -> {
            Memoizer.Builder builder = Memoizer.builder()
                    .maximumSize(properties.maximumSize())
                    .readLag(properties.readLag())
                    .waitLimit(properties.waitLimit())
                    .rememberFailures(properties.rememberFailures())
                    .strictBound(properties.strictBound())
                    .broadcaster(broadcaster);
            if (properties.expireAfterWrite() != null) {
                builder.expireAfterWrite(properties.expireAfterWrite());
            }
            if (properties.expireAfterAccess() != null) {
                builder.expireAfterAccess(properties.expireAfterAccess());
            }
            return builder;
        });
    }

    static ClusterConfig cluster(
            MemoizerProperties.Cluster properties, @Nullable PeerSource source, @Nullable SSLContext tls) {
        return checked(() -> {
            ClusterConfig.Builder builder = ClusterConfig.builder()
                    .enabled(properties.enabled())
                    .peers(properties.peers().toArray(String[]::new))
                    .peersRefresh(properties.peersRefresh())
                    .allowedRequesters(properties.allowedRequesters().toArray(String[]::new))
                    .acceptUnsigned(properties.acceptUnsigned())
                    .trustedProxies(properties.trustedProxies().toArray(String[]::new))
                    .requirePeers(properties.requirePeers())
                    .logging(properties.logging())
                    .path(properties.path())
                    .timeout(properties.timeout())
                    .heartbeat(properties.heartbeat())
                    .stalenessBound(properties.stalenessBound())
                    .absence(properties.absence())
                    .whenIsolated(properties.whenIsolated())
                    .wire(properties.wire());
            if (properties.secret() != null) {
                builder.secret(properties.secret());
            }
            if (properties.previousSecret() != null) {
                builder.previousSecret(properties.previousSecret());
            }
            if (properties.self() != null) {
                builder.self(properties.self());
            }
            if (source != null) {
                builder.peerSource(source);
            }
            if (tls != null) {
                builder.sslContext(tls);
            }
            return builder.build();
        });
    }

    private static <T> T checked(Supplier<T> setting) {
        try {
            return setting.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new InvalidSettingException(e);
        }
    }
}
