package io.github.clustermemoizer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The loads under way, at most one per statement that a new caller may join. */
final class LoadsUnderWay {
    private final ConcurrentMap<String, Load> loads = new ConcurrentHashMap<>();

    /** Who waits for which load of another thread. */
    private final ConcurrentMap<Thread, Load> waiting = new ConcurrentHashMap<>();

    /**
     * Returns the load to wait for: another's that is under way, or {@code mine}, which the caller then
     * has to run and to {@link #leave}.
     *
     * @param oldest a load that began before this time is not joined but replaced; it goes on for those
     *     who wait for it already
     */
    Load enter(Load mine, long oldest) {
        while (true) {
            Load other = loads.putIfAbsent(mine.statement, mine);
            if (other == null) {
                return mine;
            }
            if (other.owner == mine.owner) {
                throw inItsOwnLoader(mine.statement);
            }
            if (other.asOf >= oldest) {
                return other;
            }
            if (loads.replace(mine.statement, other, mine)) {
                return mine;
            }
        }
    }

    /** Must come after the value is stored: who enters later then finds it. */
    void leave(Load mine) {
        loads.remove(mine.statement, mine);
    }

    /**
     * Waits for another thread's load.
     *
     * @throws IllegalStateException if that thread waits, over however many others, for this one
     */
    Entry await(Load other) {
        Thread me = Thread.currentThread();
        // Of two threads that come to wait for each other both write this down before either looks, so one sees it.
        waiting.put(me, other);
        try {
            for (Load next = other; next != null && !next.ended(); next = waiting.get(next.owner)) {
                if (next.owner == me) {
                    throw inItsOwnLoader(other.statement);
                }
            }
            return other.await();
        } finally {
            waiting.remove(me);
        }
    }

    void forget(Flush flush) {
        if (flush.kind() == Flush.Kind.STATEMENT) {
            loads.remove(flush.text());
        } else {
            loads.keySet().removeIf(flush::drops);
        }
    }

    private static IllegalStateException inItsOwnLoader(String statement) {
        return new IllegalStateException("a loader must not memoize the statement that it loads: " + statement);
    }
}
