package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.PeerOutcome;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** A lane with at most one request under way. */
final class TestLane {
    final Lane lane;
    private Lane.@Nullable Request underWay;

    TestLane(Terms terms, int queryLimit, DoubleSupplier jitter) {
        lane = new Lane(terms, queryLimit, jitter);
    }

    /** Adds what goes as {@code parameter}. */
    long add(String parameter) {
        return lane.add(
                parameter.equals(Wire.EVERYTHING) ? Item.EVERYTHING : new Item(Flush.prefix(parameter), Flush::text));
    }

    long add(Item item) {
        return lane.add(item);
    }

    Lane.@Nullable Request next(long now) {
        Lane.Request request = lane.next(now);
        if (request != null) {
            underWay = request;
        }
        return request;
    }

    void acknowledge(@Nullable String node, @Nullable String token, boolean met) {
        lane.acknowledge(take(), node, token, met, 0);
    }

    void fail(long now) {
        lane.fail(take(), now);
    }

    void refuse(long now) {
        lane.refuse(take(), now);
    }

    void widen(long now) {
        lane.widen(take(), now);
    }

    PeerOutcome outcome(long position, long flushed, long now) {
        return lane.outcome(position, flushed, now);
    }

    long acknowledged() {
        return lane.acknowledged();
    }

    long tail() {
        return lane.tail();
    }

    long backOff(long now) {
        return lane.backOff(now);
    }

    int failures() {
        return lane.failures();
    }

    int pending() {
        return lane.pending();
    }

    boolean isGone() {
        return lane.isGone();
    }

    void close() {
        lane.close();
    }

    void retire() {
        lane.retire();
    }

    private Lane.Request take() {
        Lane.Request request = underWay;
        if (request == null) {
            throw new IllegalStateException("no request is under way");
        }
        underWay = null;
        return request;
    }
}
