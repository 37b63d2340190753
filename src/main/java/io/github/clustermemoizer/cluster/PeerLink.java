package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to one peer: drives its {@link Lane} with requests, and tells who waits for an acknowledgement. */
final class PeerLink {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    /** Something to run once a position is acknowledged. */
    record Watch(long position, long id, Runnable action) {}

    private final URI peer;
    private final String path;
    private final String ownNode;
    private final PeerClient client;
    private final Executor sender;

    // All guarded by the monitor of this, which is not held while anything is sent or called back.
    private final Lane lane;
    private final NavigableSet<Watch> watches =
            new TreeSet<>(Comparator.comparingLong(Watch::position).thenComparingLong(Watch::id));
    private long nextWatch;
    private boolean sending;
    private boolean closed;
    private boolean self;
    private boolean introduced;

    /**
     * @param ownNode this server's instance id, by which it knows itself when it meets it
     * @param sender runs what may block on the look-up of a name
     */
    PeerLink(URI peer, String path, String ownNode, PeerClient client, Executor sender) {
        this.peer = peer;
        this.path = path;
        this.ownNode = ownNode;
        this.client = client;
        this.sender = sender;
        this.lane = new Lane(
                Wire.queryLimit(path), () -> ThreadLocalRandom.current().nextDouble());
    }

    URI peer() {
        return peer;
    }

    /** Owes the peer these parameters, and returns the position to watch for. Does not block. */
    synchronized long add(List<String> parameters) {
        if (self || closed) {
            return lane.tail() + (closed ? 1 : 0);
        }
        long position = 0;
        for (String parameter : parameters) {
            position = Math.max(position, lane.add(parameter));
        }
        wake();
        return position;
    }

    synchronized boolean isAcknowledged(long position) {
        return self || position <= lane.acknowledged();
    }

    /** Tells whether this "peer" has turned out to be this server. */
    synchronized boolean isSelf() {
        return self;
    }

    synchronized boolean isFailing() {
        return lane.failures() > 0;
    }

    synchronized long tail() {
        return lane.tail();
    }

    /** Returns null if the position is acknowledged already; then {@code action} is not run. */
    synchronized @Nullable Watch watch(long position, Runnable action) {
        if (isAcknowledged(position)) {
            return null;
        }
        var watch = new Watch(position, nextWatch++, action);
        watches.add(watch);
        return watch;
    }

    synchronized void unwatch(Watch watch) {
        watches.remove(watch);
    }

    /** Sends nothing any more. What is not acknowledged stays so. */
    synchronized void close() {
        closed = true;
        watches.clear();
    }

    /**
     * GETs {@code target} from the peer, past the lane, once.
     *
     * @return completes with null if the peer turns out to be this server, and with a failed reply if
     *     there is no answer
     */
    CompletableFuture<@Nullable PeerReply> get(String target) {
        boolean known;
        synchronized (this) {
            if (self) {
                return CompletableFuture.completedFuture(null);
            }
            known = introduced;
        }
        CompletableFuture<?> introduction = known ? CompletableFuture.completedFuture(null) : greet();
        return introduction.thenCompose(done -> isSelf() ? CompletableFuture.completedFuture(null) : once(target));
    }

    private CompletableFuture<?> greet() {
        var met = new CompletableFuture<Boolean>();
        sender.execute(() -> client.get(peer, path, (reply, failure) -> met.complete(meet(reply))));
        return met;
    }

    private CompletableFuture<@Nullable PeerReply> once(String target) {
        var answer = new CompletableFuture<@Nullable PeerReply>();
        sender.execute(() -> client.get(
                peer,
                target,
                (reply, failure) -> answer.complete(reply == null ? PeerReply.failed(failure) : PeerReply.of(reply))));
        return answer;
    }

    // Called with the monitor held.
    private void wake() {
        if (!sending && lane.isReady(System.nanoTime())) {
            sending = true;
            sender.execute(this::send);
        }
    }

    private void send() {
        Lane.Request request;
        synchronized (this) {
            sending = false;
            request = closed || self ? null : lane.next(System.nanoTime());
        }
        if (request != null) {
            client.get(peer, path + "?" + request.query(), this::answered);
        }
    }

    private void answered(PeerClient.@Nullable Reply reply, @Nullable Throwable failure) {
        if (isClosed()) {
            return;
        }
        if (reply != null && meet(reply)) {
            return;
        }
        if (reply != null && reply.isSuccessful()) {
            acknowledged();
        } else {
            failed(reply, failure);
        }
    }

    private void acknowledged() {
        int failures;
        List<Runnable> actions;
        synchronized (this) {
            failures = lane.failures();
            lane.acknowledge();
            actions = due();
            wake();
        }
        if (failures > 0) {
            log.info("peer {} takes flushes again, after {} failed requests", peer, failures);
        }
        actions.forEach(Runnable::run);
    }

    private void failed(PeerClient.@Nullable Reply reply, @Nullable Throwable failure) {
        int failures;
        long backOff;
        synchronized (this) {
            long now = System.nanoTime();
            if (reply != null && isPoison(reply.status())) {
                lane.widen(now);
            } else {
                lane.fail(now);
            }
            failures = lane.failures();
            backOff = lane.backOff(now);
            if (backOff == 0) {
                wake();
            }
        }
        String reason = reply != null ? Failures.describe(reply, path) : Failures.describe(failure);
        if (failures == 1) {
            log.warn("peer {} does not take flushes, and is told again until it does: {}", peer, reason);
        }
        log.debug("flush to peer {} failed, {} in a row: {}", peer, failures, reason, failure);
        if (backOff > 0) {
            CompletableFuture.delayedExecutor(backOff, TimeUnit.NANOSECONDS, sender)
                    .execute(this::send);
        }
    }

    /** Looks at who answered; true if it was this server itself. */
    private boolean meet(PeerClient.@Nullable Reply reply) {
        if (reply == null) {
            return false;
        }
        List<Runnable> actions;
        synchronized (this) {
            introduced = true;
            if (!ownNode.equals(reply.node())) {
                return false;
            }
            self = true;
            actions = due();
        }
        log.info("{} is this server, and is not told anything", peer);
        actions.forEach(Runnable::run);
        return true;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    // Called with the monitor held.
    private List<Runnable> due() {
        var actions = new ArrayList<Runnable>();
        while (!watches.isEmpty() && isAcknowledged(watches.first().position)) {
            actions.add(watches.pollFirst().action);
        }
        return actions;
    }

    /** The peer, perhaps an older version, says that it will never understand this request. */
    private static boolean isPoison(int status) {
        return status == 400 || status == 413 || status == 414 || status == 431;
    }
}
