package io.github.clustermemoizer.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongUnaryOperator;

/**
 * Finds out how much was not acknowledged before it lapsed. It does not note when each item came, which nothing would
 * bound, but now and then how far the lane had come. Nothing is noted where all is acknowledged. Guarded like its lane.
 */
final class Lapses {
    /** So many in the time that an item needs to lapse. */
    private static final int MARKS = 64;

    /** All up to a position was there at that time. */
    private record Mark(long position, long time) {}

    private final LongUnaryOperator lapse;
    private final Deque<Mark> marks = new ArrayDeque<>(1);
    private long marked;
    private long counted;

    /** @param lapse when an item that came at a time will have lapsed, by what is known when it is asked */
    Lapses(LongUnaryOperator lapse) {
        this.lapse = lapse;
    }

    /**
     * Looks at what is owed now.
     *
     * @param tail the last position that there is
     * @param acknowledged the last position up to which all is acknowledged
     * @return how many items have lapsed since the last look
     */
    long look(long tail, long acknowledged, long now) {
        while (!marks.isEmpty() && marks.getFirst().position <= acknowledged) {
            marks.removeFirst();
        }
        long lapsed = 0;
        while (!marks.isEmpty() && now >= lapse.applyAsLong(marks.getFirst().time)) {
            long position = marks.removeFirst().position;
            lapsed += position - Math.max(counted, acknowledged);
            counted = position;
        }
        boolean isNew = tail > Math.max(marked, acknowledged);
        if (isNew && (marks.isEmpty() || now - marks.getLast().time >= pause(now))) {
            marks.addLast(new Mark(tail, now));
            marked = tail;
        }
        return lapsed;
    }

    /** Returns how many marks there are; for tests. */
    int size() {
        return marks.size();
    }

    private long pause(long now) {
        return (lapse.applyAsLong(now) - now) / MARKS;
    }
}
