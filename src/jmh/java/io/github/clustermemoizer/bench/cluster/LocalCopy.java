package io.github.clustermemoizer.bench.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** The memory of a server whose side has none of its own: the cache that ours is made of. */
final class LocalCopy {
    static final long ROOM = 1_000_000;

    private final Cache<String, String> cache =
            Caffeine.newBuilder().maximumSize(ROOM).build();
    private final Applied applied;

    LocalCopy(Applied applied) {
        this.applied = applied;
    }

    void keep(String statement) {
        cache.put(statement, "value");
    }

    /** The sender's own copy goes before the others are told. */
    void drop(String statement) {
        cache.invalidate(statement);
    }

    /** What a peer does when it is told. */
    void obey(String statement) {
        cache.invalidate(statement);
        applied.one();
    }
}
