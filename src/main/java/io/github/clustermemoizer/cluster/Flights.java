package io.github.clustermemoizer.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has left the backlog of one peer and is not done: under way, or waiting to go again. Requests may land in
 * another order than they left in, and a position counts as done only when all before it are.
 */
final class Flights {
    /** @param batch what it carries; null if it carries nothing */
    record Flight(Lane.Request request, Backlog.@Nullable Batch batch, long sent) {}

    private final List<Flight> underWay = new ArrayList<>(1);
    private final NavigableSet<Backlog.Batch> again = new TreeSet<>(Comparator.comparingLong(Backlog.Batch::first));
    private long taken;

    /** Returns the position up to which all is done. */
    long done() {
        long undone = taken + 1;
        for (Flight flight : underWay) {
            if (flight.batch != null) {
                undone = Math.min(undone, flight.batch.first());
            }
        }
        if (!again.isEmpty()) {
            undone = Math.min(undone, again.first().first());
        }
        return undone - 1;
    }

    /** Returns what has to leave next: what goes again, or else what waits; null if there is neither. */
    Backlog.@Nullable Batch take(Backlog waiting) {
        if (!again.isEmpty()) {
            return again.pollFirst();
        }
        if (waiting.isEmpty()) {
            return null;
        }
        Backlog.Batch batch = waiting.gather(taken + 1);
        taken = batch.last();
        return batch;
    }

    void depart(Lane.Request request, Backlog.@Nullable Batch batch, long now) {
        underWay.add(new Flight(request, batch, now));
    }

    /** @throws IllegalStateException if {@code request} is not under way */
    @SuppressWarnings("ReferenceEquality") // two may say the same
    Flight land(Lane.Request request) {
        for (int i = 0; i < underWay.size(); i++) {
            if (underWay.get(i).request == request) {
                return underWay.remove(i);
            }
        }
        throw new IllegalStateException("this request is not under way");
    }

    void goAgain(Backlog.Batch batch) {
        again.add(batch);
    }

    /** What waits says this, too, and later: so it is done when that is. */
    void leaveToBacklog(Backlog.Batch batch) {
        taken = Math.min(taken, batch.first() - 1);
    }

    /** As {@link #leaveToBacklog}, with all that waits to go again. */
    void leaveAllToBacklog() {
        again.forEach(this::leaveToBacklog);
        again.clear();
    }

    int underWay() {
        return underWay.size();
    }

    boolean isAnyToGoAgain() {
        return !again.isEmpty();
    }

    int items() {
        int items = 0;
        for (Flight flight : underWay) {
            items += flight.batch == null ? 0 : flight.batch.items();
        }
        for (Backlog.Batch batch : again) {
            items += batch.items();
        }
        return items;
    }

    void clear() {
        underWay.replaceAll(flight -> new Flight(flight.request, null, flight.sent));
        again.clear();
    }
}
