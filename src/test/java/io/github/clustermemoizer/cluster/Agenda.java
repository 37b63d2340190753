package io.github.clustermemoizer.cluster;

import java.util.PriorityQueue;

/** Simulated time, and what will happen when. Things of one moment happen in the order in which they were entered. */
final class Agenda {
    private record Entry(long time, long number, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long now;
    private long number;
    private boolean stopped;

    /** Nanoseconds since the world began. */
    long now() {
        return now;
    }

    void at(long time, Runnable action) {
        entries.add(new Entry(Math.max(time, now), number++, action));
    }

    void in(long delay, Runnable action) {
        at(now + delay, action);
    }

    /** May be called by an action: a slow load lets the world go on while it waits. */
    void runUntil(long end) {
        while (!stopped && !entries.isEmpty() && entries.peek().time <= end) {
            Entry entry = entries.poll();
            now = entry.time;
            entry.action.run();
        }
        if (!stopped) {
            now = Math.max(now, end);
        }
    }

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }
}
