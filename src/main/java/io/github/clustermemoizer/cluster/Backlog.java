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
     * @param first all before this position has left earlier
     * @param last the position of its last item
     */
    record Batch(String query, int items, long first, long last) {}

    private final int queryLimit;
    private final Map<Item, Long> waiting = new LinkedHashMap<>();
    private int characters;
    private long widened; // the position of "everything", which is alone then; else 0

    /** @param queryLimit longest query of a request with several items */
    Backlog(int queryLimit) {
        this.queryLimit = queryLimit;
    }

    /**
     * Adds an item, if there is nothing yet that says it.
     *
     * @param next the position that it takes then
     * @return the position of what says it
     */
    long add(Item item, long next) {
        if (widened > 0) {
            return widened;
        }
        if (item.isEverything() || waiting.size() == MAX_ITEMS || characters + item.length() > MAX_CHARACTERS) {
            Long there = waiting.get(item);
            return there != null ? there : widen(next);
        }
        Long there = waiting.putIfAbsent(item, next);
        if (there != null) {
            return there;
        }
        characters += item.length();
        return next;
    }

    private long widen(long position) {
        clear();
        waiting.put(Item.EVERYTHING, position);
        widened = position;
        return position;
    }

    void clear() {
        waiting.clear();
        characters = 0;
        widened = 0;
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Tells whether all that waits is "everything". */
    boolean isWidened() {
        return widened > 0;
    }

    /** Takes out what leaves with the next request, one item at least. */
    Batch gather(long first) {
        boolean hashed = waiting.size() > MOST_AS_TEXT || (waiting.size() > 1 && characters > queryLimit);
        var query = new StringBuilder(Math.min(characters, queryLimit));
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
        if (waiting.isEmpty()) {
            widened = 0;
        }
        return new Batch(query.toString(), items, first, last);
    }

    private static void append(StringBuilder query, String parameter) {
        if (query.length() > 0) {
            query.append('&');
        }
        query.append(parameter);
    }
}
