package io.github.clustermemoizer;

import java.util.ArrayList;
import java.util.List;

/** Peers that take note of what they are told, and are told it at once. */
final class RecordingBroadcaster implements Broadcaster {
    final List<List<Flush>> batches = new ArrayList<>();
    final List<FlushTarget> targets = new ArrayList<>();

    /** Where flushes of peers go. */
    FlushTarget target() {
        return targets.get(0);
    }

    List<Flush> sent() {
        return batches.stream().flatMap(List::stream).toList();
    }

    @Override
    public Delivery broadcast(List<Flush> flushes) {
        batches.add(flushes);
        return Broadcaster.none().broadcast(flushes);
    }

    @Override
    public void attach(FlushTarget target) {
        targets.add(target);
    }

    @Override
    public void detach(FlushTarget target) {
        targets.remove(target);
    }
}
