package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who wants to know. Safe from any thread; no lock is held while anyone is told. */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    /** More than are ever under way where all peers answer; few enough to cost nothing where one does not for long. */
    static final int MOST_FOLLOWED = 256;

    private static final class Entry {
        final ClusterListener listener;
        private @Nullable List<URI> told; // guarded by telling

        Entry(ClusterListener listener) {
            this.listener = listener;
        }
    }

    private final Executor executor;
    private final List<Entry> all = new CopyOnWriteArrayList<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    private final Semaphore places = new Semaphore(MOST_FOLLOWED);
    private final ThinnedLog failures = new ThinnedLog(System::nanoTime);

    /** @param executor tells who the peers are, which may take a while */
    Listeners(Executor executor) {
        this.executor = executor;
    }

    void add(ClusterListener listener) {
        all.add(new Entry(listener));
    }

    void remove(ClusterListener listener) {
        all.removeIf(entry -> entry.listener.equals(listener));
    }

    /** Tells those who do not know it yet. To be called again and again: it does nothing while some are being told. */
    void peersAre(List<PeerLink> listed) {
        if (all.isEmpty() || !telling.compareAndSet(false, true)) {
            return;
        }
        List<URI> peers = listed.stream()
                .filter(link -> !link.isSelf())
                .map(PeerLink::peer)
                .toList();
        List<Entry> behind =
                all.stream().filter(entry -> !peers.equals(entry.told)).toList();
        if (behind.isEmpty()) {
            telling.set(false);
            return;
        }
        try {
            executor.execute(() -> tell(behind, peers));
        } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had: the next call does it
            telling.set(false);
        }
    }

    private void tell(List<Entry> behind, List<URI> peers) {
        try {
            for (Entry entry : behind) {
                entry.told = peers;
                safely(() -> entry.listener.peersAre(peers));
            }
        } finally {
            telling.set(false);
        }
    }

    /** Returns what is to be done when it ends; null if nobody is told. */
    @Nullable
    Runnable broadcastBegins() {
        if (all.isEmpty() || !places.tryAcquire()) {
            return null;
        }
        var ends = new ArrayList<Runnable>(1);
        all.forEach(entry -> safely(() -> ends.add(entry.listener.broadcastBegins())));
        return () -> {
            places.release();
            ends.forEach(this::safely);
        };
    }

    private void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            failures.log(heldBack -> log.warn("a listener failed ({} more since the last such line)", heldBack, e));
        }
    }
}
