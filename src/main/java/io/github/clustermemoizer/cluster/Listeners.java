package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.Flush;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
    private final Semaphore followed = new Semaphore(MOST_FOLLOWED);
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
        List<Runnable> begun = List.of(); // who only looks on asks nothing of the heap
        for (Entry entry : all) {
            Runnable end = end(entry.listener);
            if (!end.equals(ClusterListener.NOTHING)) {
                begun = begun.isEmpty() ? new ArrayList<>(1) : begun;
                begun.add(end);
            }
        }
        List<Runnable> ends = begun;
        if (ends.isEmpty()) {
            places.release();
            return null;
        }
        return () -> {
            places.release();
            ends.forEach(this::safely);
        };
    }

    private Runnable end(ClusterListener listener) {
        try {
            return listener.broadcastBegins();
        } catch (RuntimeException e) {
            tellOfFailure(e);
            return ClusterListener.NOTHING;
        }
    }

    /** Returns who is to be told what becomes of a broadcast; empty if nobody is. */
    List<BroadcastFollower> broadcast(List<Flush> flushes, int dropped) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<BroadcastFollower> followers = List.of();
        for (Entry entry : all) {
            BroadcastFollower follower = follower(entry.listener, flushes, dropped);
            if (!follower.equals(BroadcastFollower.NOBODY) && followed.tryAcquire()) {
                followers = followers.isEmpty() ? new ArrayList<>(1) : followers;
                followers.add(new SafeFollower(follower));
            }
        }
        return followers;
    }

    private BroadcastFollower follower(ClusterListener listener, List<Flush> flushes, int dropped) {
        try {
            return listener.broadcast(flushes, dropped);
        } catch (RuntimeException e) {
            tellOfFailure(e);
            return BroadcastFollower.NOBODY;
        }
    }

    /** Tells of flushes of a peer; whoever has none to tell need not make them. */
    void received(Supplier<ReceivedFlushes> made) {
        if (!all.isEmpty()) {
            ReceivedFlushes received = made.get();
            all.forEach(entry -> safely(() -> entry.listener.received(received)));
        }
    }

    void ticks() {
        all.forEach(entry -> safely(entry.listener::ticks));
    }

    private final class SafeFollower implements BroadcastFollower {
        private final BroadcastFollower follower;

        SafeFollower(BroadcastFollower follower) {
            this.follower = follower;
        }

        @Override
        public void acknowledged(URI peer) {
            safely(() -> follower.acknowledged(peer));
        }

        @Override
        public void settled() {
            followed.release();
            safely(follower::settled);
        }
    }

    private void safely(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            tellOfFailure(e);
        }
    }

    private void tellOfFailure(RuntimeException e) {
        failures.log(heldBack -> log.warn("a listener failed ({} more since the last such line)", heldBack, e));
    }
}
