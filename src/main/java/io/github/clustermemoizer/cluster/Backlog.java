package io.github.clustermemoizer.cluster;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What waits to be told to one peer: each item once, in the order of their positions, and bounded.
 *
 * <p>A little goes as text, which people can read. What would need more than that goes by the 32-bit hashes that
 * {@link String#hashCode()} specifies: these are computed already, are the same everywhere, and a hundred take as
 * much room as six statements. Where two statements share one, the peer drops one value too many, never one too few.
 */
final class Backlog {
    static final int MAX_ITEMS = 10_000;
    static final int MAX_CHARACTERS = 2_000_000;

    /** Half of what a receiver takes, see {@link Wire#MOST_ITEMS}. */
    static final int MAX_ITEMS_IN_A_REQUEST = 1000;

    static final int MOST_AS_TEXT = 8;

    /**
     * What leaves together.
     *
     * @param last the position of its last item
     */
    record Batch(String query, int items, long last) {}

    private final int queryLimit;
    private final Map<Item, Long> waiting = new LinkedHashMap<>();
    private int characters;

    /** @param queryLimit longest query of a request with several items */
    Backlog(int queryLimit) {
        this.queryLimit = queryLimit;
    }

    /** Returns the position of what says it already, or 0. */
    long find(Item item) {
        Long there = waiting.get(item);
        if (there == null) {
            there = waiting.get(Item.EVERYTHING);
        }
        return there == null ? 0 : there;
    }

    boolean hasRoomFor(Item item) {
        return waiting.size() < MAX_ITEMS && characters + item.length() <= MAX_CHARACTERS;
    }

    void add(Item item, long position) {
        waiting.put(item, position);
        characters += item.length();
    }

    void clear() {
        waiting.clear();
        characters = 0;
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isWidened() {
        return waiting.containsKey(Item.EVERYTHING);
    }

    /** Takes out what leaves with the next request, one item at least. */
    Batch gather() {
        boolean hashed = waiting.size() > MOST_AS_TEXT || (waiting.size() > 1 && characters > queryLimit);
        var query = new StringBuilder();
        var hashes = new int[hashed ? Math.min(waiting.size(), MAX_ITEMS_IN_A_REQUEST) : 0];
        int hashCount = 0;
        int items = 0;
        long last = 0;
        Iterator<Map.Entry<Item, Long>> all = waiting.entrySet().iterator();
        while (all.hasNext() && items < MAX_ITEMS_IN_A_REQUEST) {
            Map.Entry<Item, Long> next = all.next();
            Item item = next.getKey();
            boolean byHash = hashed && item.isStatement();
            String parameter = byHash ? "" : item.parameter();
            int hashLength = byHash || hashCount > 0 ? Wire.lengthOfHashes(hashCount + (byHash ? 1 : 0)) + 1 : 0;
            if (items > 0 && query.length() + 1 + parameter.length() + hashLength > queryLimit) {
                break;
            }
            if (byHash) {
                hashes[hashCount++] = item.hash();
            } else {
                append(query, parameter);
            }
            items++;
            last = next.getValue();
            characters -= item.length();
            all.remove();
        }
        if (hashCount > 0) {
            append(query, Wire.hashes(Arrays.copyOf(hashes, hashCount)));
        }
        return new Batch(query.toString(), items, last);
    }

    private static void append(StringBuilder query, String parameter) {
        if (query.length() > 0) {
            query.append('&');
        }
        query.append(parameter);
    }
}
