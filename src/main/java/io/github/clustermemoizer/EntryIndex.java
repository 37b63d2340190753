package io.github.clustermemoizer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/**
 * Which entries go by which key: a tag, or a mark. An entry is entered before it is stored, and leaves
 * when it is gone, in whichever way; both go by the entry itself and not by its statement, so that a
 * replaced entry cannot take its successor's place in the index with it.
 */
final class EntryIndex<K> {
    // One entry, which is all that most marks have, stands in an immutable map of 24 bytes, and more in a concurrent
    // one.
    private final ConcurrentMap<K, Map<Entry, String>> entries = new ConcurrentHashMap<>();

    void add(K key, String statement, Entry entry) {
        entries.compute(key, (k, there) -> {
            if (there == null) {
                return Map.of(entry, statement);
            }
            Map<Entry, String> all = there instanceof ConcurrentMap ? there : new ConcurrentHashMap<>(there);
            all.put(entry, statement);
            return all;
        });
    }

    void remove(K key, Entry entry) {
        entries.computeIfPresent(key, (k, there) -> {
            if (there instanceof ConcurrentMap) {
                there.remove(entry);
                return there.isEmpty() ? null : there;
            }
            return there.containsKey(entry) ? null : there;
        });
    }

    /** Walks over the entries without a lock; one that comes or goes meanwhile may be passed by. */
    void forEach(K key, BiConsumer<String, Entry> action) {
        entries.getOrDefault(key, Map.of()).forEach((entry, statement) -> action.accept(statement, entry));
    }

    /** Returns how many places entries take here; for tests. */
    long size() {
        return entries.values().stream().mapToLong(Map::size).sum();
    }
}
