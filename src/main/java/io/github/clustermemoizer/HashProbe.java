package io.github.clustermemoizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys of a map by their hash alone. A look-up compares the key asked for with every key of its hash, by {@code
 * asked.equals(key)} as {@link Map#containsKey} specifies; this one notes each of them and is equal to none.
 *
 * <p>That a map asks all of them is known of {@link java.util.concurrent.ConcurrentHashMap} and not promised by every
 * other. So it is tried once on a cache of the kind that is here; where it fails, a walk over all keys takes its place.
 */
final class HashProbe {
    private final List<String> met = new ArrayList<>(1);
    private int hash;

    private HashProbe() {}

    /**
     * Returns all keys that have one of these hashes. One that comes or goes meanwhile may be missing.
     *
     * @param byProbe false to walk
     */
    static List<String> find(Map<String, ?> map, int[] hashes, boolean byProbe) {
        var probe = new HashProbe();
        if (byProbe) {
            Map<?, ?> anything = map;
            for (int hash : hashes) {
                probe.hash = hash;
                boolean unused = anything.containsKey(probe);
            }
        } else {
            int[] sorted = hashes.clone();
            Arrays.sort(sorted);
            map.keySet().forEach(key -> {
                if (Arrays.binarySearch(sorted, key.hashCode()) >= 0) {
                    probe.met.add(key);
                }
            });
        }
        return probe.met;
    }

    /** Tries it on an empty map: many keys of one hash, which may be kept in another way than a few, among others. */
    static boolean isUnderstoodBy(Map<String, Object> map) {
        List<String> alike = IntStream.range(0, 32).mapToObj(HashProbe::alike).toList();
        alike.forEach(key -> map.put(key, key));
        IntStream.range(0, 200).forEach(i -> map.put(Integer.toString(i), i));
        try {
            List<String> found = find(map, new int[] {alike.get(0).hashCode()}, true);
            return found.size() == alike.size() && found.containsAll(alike);
        } catch (ClassCastException e) {
            return false; // it does not compare by equals
        }
    }

    /** "Aa" and "BB" have one hash, so have all strings of five of these. */
    private static String alike(int bits) {
        var text = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            text.append((bits & 1 << i) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof String key && key.hashCode() == hash) {
            met.add(key);
        }
        return false;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
