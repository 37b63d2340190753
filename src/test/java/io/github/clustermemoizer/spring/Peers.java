package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Broadcaster;
import io.github.clustermemoizer.Delivery;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.FlushTarget;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Peers that take note of what they are told, and fail if they are told to. */
final class Peers implements Broadcaster {
    final List<List<Flush>> batches = new CopyOnWriteArrayList<>();
    private final List<FlushTarget> targets = new CopyOnWriteArrayList<>();
    volatile boolean broken;

    List<Flush> sent() {
        return batches.stream().flatMap(List::stream).toList();
    }

    void flush(Flush flush) {
        targets.forEach(target -> target.flushLocal(flush));
    }

    @Override
    public Delivery broadcast(List<Flush> flushes) {
        if (broken) {
            throw new IllegalStateException("broken");
        }
        if (!flushes.isEmpty()) {
            batches.add(flushes);
        }
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
