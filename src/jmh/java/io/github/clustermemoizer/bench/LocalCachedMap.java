package io.github.clustermemoizer.bench;

import io.github.clustermemoizer.bench.cluster.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Redisson's map with a copy beside the caller, the way that favours a hit: under the key itself, where by default each
 * look-up encodes the key and hashes the bytes. (Its Caffeine can be had only with the latter.)
 */
final class LocalCachedMap {
    private LocalCachedMap() {}

    static Side open(int room) {
        RedisServer server = start();
        RedissonClient client = connect(server.port());
        RLocalCachedMap<String, String> cache =
                client.getLocalCachedMap(LocalCachedMapOptions.<String, String>name("greebles")
                        .codec(StringCodec.INSTANCE)
                        .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LFU)
                        .cacheSize(room)
                        .useObjectAsCacheKey(true));
        return new Side(
                (statements, from, calls, hole) -> {
                    for (int i = from; i < from + calls; i++) {
                        String statement = statements.at(i);
                        String value = cache.get(statement);
                        if (value == null) {
                            value = Side.row();
                            cache.fastPut(statement, value);
                        }
                        hole.consume(value.length());
                    }
                },
                statement -> cache.fastPut(statement, Side.row()),
                () -> {
                    client.shutdown();
                    server.close();
                });
    }

    private static RedissonClient connect(int port) {
        var config = new Config();
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
        return Redisson.create(config);
    }

    private static RedisServer start() {
        try {
            return new RedisServer(Files.createTempFile("redis-server", ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
