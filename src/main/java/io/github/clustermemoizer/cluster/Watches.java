package io.github.clustermemoizer.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Who waits for which position of one lane. Not safe for use by several threads; {@link PeerLink} guards it. */
final class Watches {
    /** Something to run once a position is done. */
    record Watch(long position, long id, Runnable action) {}

    private final NavigableSet<Watch> watches =
            new TreeSet<>(Comparator.comparingLong(Watch::position).thenComparingLong(Watch::id));
    private long nextId;

    Watch add(long position, Runnable action) {
        var watch = new Watch(position, nextId++, action);
        watches.add(watch);
        return watch;
    }

    void remove(Watch watch) {
        watches.remove(watch);
    }

    void clear() {
        watches.clear();
    }

    /** Takes out those of positions up to {@code done}, and returns what is to be run. */
    List<Runnable> takeUpTo(long done) {
        if (watches.isEmpty() || watches.first().position > done) {
            return List.of();
        }
        var actions = new ArrayList<Runnable>();
        while (!watches.isEmpty() && watches.first().position <= done) {
            actions.add(watches.pollFirst().action);
        }
        return actions;
    }
}
