package io.github.clustermemoizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The latest flushes by prefix and pattern, and of everything, with their times. Of those that no longer find
 * room only the time is known, and so each counts as a flush of everything. Immutable.
 *
 * @param everything loads as of this time or earlier count as flushed
 * @param flushes the others that are still known, oldest first
 */
record RecentFlushes(long everything, List<Timed> flushes) {
    static final RecentFlushes NONE = new RecentFlushes(0, List.of());
    static final RecentFlushes ALL = new RecentFlushes(Long.MAX_VALUE, List.of());

    private static final int ROOM = 64;

    record Timed(Flush flush, long time) {}

    RecentFlushes with(Flush flush, long time) {
        if (time <= everything) {
            return this;
        }
        if (flush.kind() == Flush.Kind.EVERYTHING) {
            List<Timed> later = flushes.stream().filter(f -> f.time > time).toList();
            return new RecentFlushes(time, later);
        }
        var all = new ArrayList<>(flushes);
        all.add(new Timed(flush, time));
        long forgotten = everything;
        if (all.size() > ROOM) {
            forgotten = Math.max(forgotten, all.remove(0).time);
        }
        return new RecentFlushes(forgotten, List.copyOf(all));
    }

    boolean drop(String statement, long asOf) {
        if (everything >= asOf) {
            return true;
        }
        for (Timed f : flushes) {
            if (f.time >= asOf && f.flush.drops(statement, Set.of())) {
                return true;
            }
        }
        return false;
    }
}
