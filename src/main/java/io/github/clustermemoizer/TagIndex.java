package io.github.clustermemoizer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/**
 * Which entries have which tag. An entry is entered before it is stored, and leaves when it is gone, in
 * whichever way; both go by the entry itself and not by its statement, so that a replaced entry cannot
 * take its successor's place in the index with it.
 */
final class TagIndex {
    private final ConcurrentMap<String, Map<Entry, String>> entries = new ConcurrentHashMap<>();

    void add(String statement, Entry entry) {
        for (String tag : entry.tags()) {
            entries.compute(tag, (t, tagged) -> {
                Map<Entry, String> all = tagged == null ? new ConcurrentHashMap<>() : tagged;
                all.put(entry, statement);
                return all;
            });
        }
    }

    void remove(Entry entry) {
        for (String tag : entry.tags()) {
            entries.computeIfPresent(tag, (t, tagged) -> {
                tagged.remove(entry);
                return tagged.isEmpty() ? null : tagged;
            });
        }
    }

    /** Walks over the entries without a lock; one that comes or goes meanwhile may be passed by. */
    void forEach(String tag, BiConsumer<String, Entry> action) {
        entries.getOrDefault(tag, Map.of()).forEach((entry, statement) -> action.accept(statement, entry));
    }

    /** Returns how many places entries take here; for tests. */
    long size() {
        return entries.values().stream().mapToLong(Map::size).sum();
    }
}
