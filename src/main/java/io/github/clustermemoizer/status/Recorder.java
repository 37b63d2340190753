package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.MemoizerStats;
import io.github.clustermemoizer.MemoizerView;
import io.github.clustermemoizer.cluster.BroadcastFollower;
import io.github.clustermemoizer.cluster.ClusterListener;
import io.github.clustermemoizer.cluster.ReceivedFlushes;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Remembers the last ten minutes and the last flushes. So many flushes per second are looked at, and the others are
 * counted: who flushes pays for no more. A hit pays for nothing. Safe from any thread.
 */
final class Recorder implements ClusterListener {
    static final int LOOKED_AT_PER_SECOND = 100;
    static final int MOST_FOLLOWED = 64;
    static final int MOST_FLUSHES = 50;

    private static final int MOST_PEERS = 1_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long SLOT = TimeLines.SLOT_SECONDS * SECOND;

    private final Supplier<List<MemoizerView>> memoizers;
    private final LongSupplier clock;
    private final AtomicInteger looks = new AtomicInteger(LOOKED_AT_PER_SECOND);
    private final AtomicInteger followed = new AtomicInteger();
    private final LongAdder flushes = new LongAdder();
    private final Latencies settled = new Latencies(TimeLines.SLOT_SECONDS * LOOKED_AT_PER_SECOND);
    private final Map<URI, Latencies> ofPeers = new ConcurrentHashMap<>();

    private final Deque<Remembered> latest = new ArrayDeque<>(); // guarded by itself

    // All guarded by the monitor of this.
    private final Slots flushRate = new Slots();
    private final Slots settleP50 = new Slots();
    private final Slots settleP99 = new Slots();
    private final Slots hitRate = new Slots();
    private long second;
    private long slot;
    private long countedFlushes;
    private long countedHits;
    private long countedCalls;

    /** @param clock nanoseconds like {@link System#nanoTime()} */
    Recorder(Supplier<List<MemoizerView>> memoizers, LongSupplier clock) {
        this.memoizers = memoizers;
        this.clock = clock;
        second = clock.getAsLong();
        slot = second;
        countCalls();
    }

    long now() {
        return clock.getAsLong();
    }

    @Override
    public BroadcastFollower broadcast(List<Flush> broadcast, int dropped) {
        flushes.add(broadcast.size());
        if (!isLookedAt()) {
            return BroadcastFollower.NOBODY;
        }
        var remembered = new Remembered(
                this, now(), Optional.empty(), Optional.of(broadcast.get(0)), broadcast.size() - 1, dropped);
        remember(remembered);
        if (followed.incrementAndGet() > MOST_FOLLOWED) {
            followed.decrementAndGet();
            return BroadcastFollower.NOBODY;
        }
        return remembered.follow();
    }

    @Override
    public void received(ReceivedFlushes received) {
        if (isLookedAt()) {
            List<Flush> named = received.flushes();
            remember(new Remembered(
                    this,
                    now(),
                    Optional.of(received.instance().orElse(received.address())),
                    named.stream().findFirst(),
                    named.size() + received.hashes() - 1,
                    received.dropped()));
        }
    }

    /** Called several times a second. */
    @Override
    public void ticks() {
        long now = now();
        synchronized (this) {
            if (now - second >= SECOND) {
                second = now;
                looks.set(LOOKED_AT_PER_SECOND);
            }
            if (now - slot >= SLOT) {
                endSlot(now);
            }
        }
    }

    /** How long a peer took to acknowledge. */
    void acknowledged(URI peer, long nanos) {
        if (ofPeers.size() < MOST_PEERS) { // peers come and go
            ofPeers.computeIfAbsent(peer, p -> new Latencies(LOOKED_AT_PER_SECOND))
                    .add(nanos);
        }
    }

    /** How long it took until nothing was pending any more. */
    void settled(long nanos) {
        followed.decrementAndGet();
        settled.add(nanos);
    }

    /** Returns how long the quicker of the latest acknowledgements of a peer took. */
    OptionalDouble settleMillis(URI peer, double share) {
        Latencies latencies = ofPeers.get(peer);
        return latencies == null ? OptionalDouble.empty() : latencies.millis(share);
    }

    @Override
    public void peersAre(List<URI> peers) {
        ofPeers.keySet().retainAll(peers);
    }

    /** Returns the last flushes from here and from peers, the newest first. */
    List<Remembered> latest() {
        synchronized (latest) {
            return new ArrayList<>(latest);
        }
    }

    synchronized TimeLines timeLines() {
        return new TimeLines(flushRate.line(), settleP50.line(), settleP99.line(), hitRate.line());
    }

    private boolean isLookedAt() {
        return looks.get() > 0 && looks.getAndDecrement() > 0;
    }

    private void remember(Remembered remembered) {
        synchronized (latest) {
            latest.addFirst(remembered);
            if (latest.size() > MOST_FLUSHES) {
                latest.removeLast();
            }
        }
    }

    // Called with the monitor held.
    private void endSlot(long now) {
        long passed = (now - slot) / SLOT;
        for (long missed = Math.min(passed - 1, TimeLines.SLOTS); missed > 0; missed--) { // the process stood still
            add(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        }
        double seconds = (now - slot) / (double) SECOND;
        long before = countedFlushes;
        countedFlushes = flushes.sum();
        add(
                OptionalDouble.of((countedFlushes - before) / seconds),
                settled.millis(0.5),
                settled.millis(0.99),
                countCalls());
        settled.clear();
        slot += passed * SLOT;
    }

    private void add(OptionalDouble rate, OptionalDouble p50, OptionalDouble p99, OptionalDouble hits) {
        flushRate.add(rate);
        settleP50.add(p50);
        settleP99.add(p99);
        hitRate.add(hits);
    }

    /** Returns the share of hits since the last count. */
    private OptionalDouble countCalls() {
        long hits = 0;
        long calls = 0;
        for (MemoizerView memoizer : memoizers.get()) {
            MemoizerStats stats = memoizer.stats();
            hits += stats.hits();
            calls += stats.hits() + stats.misses();
        }
        long newHits = hits - countedHits;
        long newCalls = calls - countedCalls;
        countedHits = hits;
        countedCalls = calls;
        // Where a memoizer has been closed there are fewer than before.
        return newCalls > 0 && newHits >= 0 && newHits <= newCalls
                ? OptionalDouble.of((double) newHits / newCalls)
                : OptionalDouble.empty();
    }
}
