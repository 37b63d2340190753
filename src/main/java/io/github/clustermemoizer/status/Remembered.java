package io.github.clustermemoizer.status;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.cluster.BroadcastFollower;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One broadcast, or one request that brought flushes, with what has become of it. Safe from any thread. */
final class Remembered implements BroadcastFollower {
    final long time;
    /** Who sent it; empty if that was this server. */
    final Optional<String> origin;
    /** The first of its flushes; empty if all came as hashes. */
    final Optional<Flush> flush;

    final int more;
    final int dropped;
    private final Recorder recorder;
    private final Map<URI, Long> acknowledged = new ConcurrentHashMap<>();
    private volatile boolean followed;
    private volatile boolean settled;

    /** @param more how many flushes it brought beside the first */
    Remembered(Recorder recorder, long time, Optional<String> origin, Optional<Flush> flush, int more, int dropped) {
        this.recorder = recorder;
        this.time = time;
        this.origin = origin;
        this.flush = flush;
        this.more = more;
        this.dropped = dropped;
    }

    Remembered follow() {
        followed = true;
        return this;
    }

    @Override
    public void acknowledged(URI peer) {
        long took = recorder.now() - time;
        acknowledged.put(peer, took);
        recorder.acknowledged(peer, took);
    }

    @Override
    public void settled() {
        settled = true;
        recorder.settled(recorder.now() - time);
    }

    boolean isFollowed() {
        return followed;
    }

    Fate fate(URI peer) {
        Long took = acknowledged.get(peer);
        return took != null ? Fate.acknowledged(took / 1e6) : settled ? Fate.LAPSED : Fate.PENDING;
    }
}
