package io.github.clustermemoizer.bench;

import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.Hazelcast;
import io.github.clustermemoizer.Loader;
import io.github.clustermemoizer.Memoizer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.manager.DefaultCacheManager;
import org.springframework.cache.caffeine.CaffeineCache;

/** Ourselves and the rivals, each for so many values. */
public enum Sides {
    GET_IF_PRESENT("Caffeine getIfPresent") {
        @Override
        Side open(int room) {
            Cache<String, String> cache = caffeine(room);
            return new Side(
                    (statements, from, calls, hole) -> {
                        for (int i = from; i < from + calls; i++) {
                            String statement = statements.at(i);
                            String value = cache.getIfPresent(statement);
                            if (value == null) {
                                value = Side.row();
                                cache.put(statement, value);
                            }
                            hole.consume(value.length());
                        }
                    },
                    statement -> cache.put(statement, Side.row()));
        }
    },
    MEMOIZE("memoize(statement, loader)") {
        @Override
        Side open(int room) {
            Memoizer memoizer = memoizer(room, false, Leased.HEARD);
            Loader<String, RuntimeException> loader = () -> Side.row();
            return new Side(
                    (statements, from, calls, hole) -> {
                        for (int i = from; i < from + calls; i++) {
                            hole.consume(
                                    memoizer.memoize(statements.at(i), loader).length());
                        }
                    },
                    statement -> memoizer.seed(statement, Side.row()),
                    memoizer::close);
        }
    },
    MAX_AGE("memoize(statement, maxAge, loader)") {
        @Override
        Side open(int room) {
            return aged(memoizer(room, false, Leased.HEARD));
        }
    },
    STRICT("the same with strictBound") {
        @Override
        Side open(int room) {
            return aged(memoizer(room, true, Leased.HEARD));
        }
    },
    NOT_HEARD("the same, a peer is not heard from") {
        @Override
        Side open(int room) {
            return aged(memoizer(room, false, Leased.NOT_HEARD));
        }
    },
    SPRING("Spring CaffeineCache get(key, callable)") {
        @Override
        Side open(int room) {
            Cache<Object, Object> under =
                    Caffeine.newBuilder().maximumSize(room).build();
            CaffeineCache cache = new CaffeineCache("greebles", under);
            Callable<String> loader = () -> Side.row();
            return new Side(
                    (statements, from, calls, hole) -> {
                        for (int i = from; i < from + calls; i++) {
                            hole.consume(cache.get(statements.at(i), loader).length());
                        }
                    },
                    statement -> cache.put(statement, Side.row()));
        }
    },
    JETCACHE("JetCache local computeIfAbsent") {
        @Override
        Side open(int room) {
            com.alicp.jetcache.Cache<String, String> cache = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                    .limit(room)
                    .keyConvertor(null)
                    .buildCache();
            Function<String, String> loader = statement -> Side.row();
            return new Side(
                    (statements, from, calls, hole) -> {
                        for (int i = from; i < from + calls; i++) {
                            hole.consume(cache.computeIfAbsent(statements.at(i), loader)
                                    .length());
                        }
                    },
                    statement -> cache.put(statement, Side.row()));
        }
    },
    INFINISPAN("Infinispan local get") {
        @Override
        Side open(int room) {
            DefaultCacheManager manager = new DefaultCacheManager(
                    new GlobalConfigurationBuilder().nonClusteredDefault().build());
            ConfigurationBuilder local = new ConfigurationBuilder();
            local.memory().maxCount(room);
            org.infinispan.Cache<String, String> cache = manager.createCache("greebles", local.build());
            return new Side(
                    (statements, from, calls, hole) -> {
                        for (int i = from; i < from + calls; i++) {
                            String statement = statements.at(i);
                            String value = cache.get(statement);
                            if (value == null) {
                                value = Side.row();
                                cache.put(statement, value);
                            }
                            hole.consume(value.length());
                        }
                    },
                    statement -> cache.put(statement, Side.row()),
                    manager::stop);
        }
    },
    HAZELCAST("Hazelcast near cache get") {
        @Override
        Side open(int room) {
            Config config = new Config().setProperty("hazelcast.phone.home.enabled", "false");
            config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
            config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
            config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
            config.getMapConfig("greebles")
                    .setNearCacheConfig(new NearCacheConfig()
                            .setInMemoryFormat(InMemoryFormat.OBJECT)
                            .setCacheLocalEntries(true)
                            .setEvictionConfig(new EvictionConfig()
                                    .setSize(room)
                                    .setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT)
                                    .setEvictionPolicy(EvictionPolicy.LFU)));
            var node = Hazelcast.newHazelcastInstance(config);
            var cache = node.<String, String>getMap("greebles");
            return new Side(
                    (statements, from, calls, hole) -> {
                        for (int i = from; i < from + calls; i++) {
                            String statement = statements.at(i);
                            String value = cache.get(statement);
                            if (value == null) {
                                value = Side.row();
                                cache.put(statement, value);
                            }
                            hole.consume(value.length());
                        }
                    },
                    statement -> cache.put(statement, Side.row()),
                    node::shutdown);
        }
    },
    REDISSON("Redisson local cached map get") {
        @Override
        Side open(int room) {
            return LocalCachedMap.open(room);
        }
    };

    final String title;

    Sides(String title) {
        this.title = title;
    }

    abstract Side open(int room);

    /** What all are compared with: Caffeine's get(key, loader). */
    static Side raw(int room) {
        Cache<String, String> cache = caffeine(room);
        Function<String, String> loader = statement -> Side.row();
        return new Side(
                (statements, from, calls, hole) -> {
                    for (int i = from; i < from + calls; i++) {
                        hole.consume(cache.get(statements.at(i), loader).length());
                    }
                },
                statement -> cache.put(statement, Side.row()));
    }

    private static Cache<String, String> caffeine(int room) {
        return Caffeine.newBuilder().maximumSize(room).build();
    }

    private static Memoizer memoizer(int room, boolean strict, Duration unheard) {
        return Memoizer.builder()
                .maximumSize(room)
                .strictBound(strict)
                .broadcaster(new Leased(unheard))
                .build();
    }

    private static Side aged(Memoizer memoizer) {
        Loader<String, RuntimeException> loader = () -> Side.row();
        Duration hour = Duration.ofHours(1);
        return new Side(
                (statements, from, calls, hole) -> {
                    for (int i = from; i < from + calls; i++) {
                        hole.consume(
                                memoizer.memoize(statements.at(i), hour, loader).length());
                    }
                },
                statement -> memoizer.seed(statement, Side.row()),
                memoizer::close);
    }
}
