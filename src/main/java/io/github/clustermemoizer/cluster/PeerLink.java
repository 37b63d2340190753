package io.github.clustermemoizer.cluster;

import io.github.clustermemoizer.PeerOutcome;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to one peer: drives its {@link Lane} with requests, and tells who waits for an acknowledgement. */
final class PeerLink {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    /** A peer that has failed so often in a row is not waited for at the end. */
    private static final int HOPELESS = 3;

    private static final int FORBIDDEN = 403;

    private final URI peer;
    private final String path;
    private final Surroundings surroundings;
    private final Contacts contacts;
    private final LongSupplier clock;
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    // All guarded by the monitor of this, which is not held while anything is sent or called back.
    private final Lane lane;
    private final Telling telling;
    private final Watches watches = new Watches();
    private final Trigger trigger;
    private boolean started;
    private boolean closed;
    private boolean self;
    private boolean introduced;

    /** @param clock nanoseconds since this server's start */
    PeerLink(URI peer, String path, Terms terms, Surroundings surroundings, Contacts contacts, LongSupplier clock) {
        this.peer = peer;
        this.path = path;
        this.surroundings = surroundings;
        this.contacts = contacts;
        this.clock = clock;
        this.lane = new Lane(terms, Wire.queryLimit(path), surroundings.jitter());
        this.telling = new Telling(clock.getAsLong());
        // A name that takes long to look up must not hold up what is for other peers.
        Executor sender = PeerAddress.isLiteral(peer) ? surroundings.sender() : surroundings.executor();
        this.trigger = new Trigger(peer, sender, surroundings.later(), this::send, this::lookAgain);
    }

    URI peer() {
        return peer;
    }

    /** Sends nothing before this: what is owed from the start must be added first. */
    synchronized void start() {
        started = true;
        wake();
    }

    /** Called several times a second: sends what has become due. */
    synchronized void tick() {
        if (!self) {
            lane.tick(clock.getAsLong());
        }
        wake();
    }

    /** Owes the peer these items, and returns the position to watch for. Does not block. */
    synchronized long add(List<Item> items) {
        if (self) {
            return 0;
        }
        long position = 0;
        for (Item item : items) {
            position = Math.max(position, closed ? Lane.NEVER : lane.add(item));
        }
        wake();
        return position;
    }

    /**
     * Returns what has become of something that is owed.
     *
     * @param flushed the time, not before it was added
     */
    synchronized PeerOutcome outcome(long position, long flushed) {
        return self ? PeerOutcome.ACKNOWLEDGED : lane.outcome(position, flushed, clock.getAsLong());
    }

    /** Returns in how many nanoseconds that will have lapsed, as things are now. */
    synchronized long lapsesIn(long flushed) {
        return lane.lapse(flushed) - clock.getAsLong();
    }

    /** Tells whether this "peer" has turned out to be this server. */
    synchronized boolean isSelf() {
        return self;
    }

    synchronized boolean isMet() {
        return lane.isMet();
    }

    synchronized int pending() {
        return lane.pending();
    }

    /** Returns what has become so far of what it is told. */
    synchronized PeerCounts counts() {
        return lane.counts();
    }

    /** Returns a copy of what has become of the requests so far. */
    synchronized Telling telling() {
        return telling.copy();
    }

    /** Returns null if the position is acknowledged already; then {@code action} is not run. */
    synchronized Watches.@Nullable Watch watch(long position, Runnable action) {
        return position <= done() ? null : watches.add(position, action);
    }

    /** Somebody waits for a position. */
    synchronized void hurry(long position) {
        lane.hurry(position);
        wake();
    }

    synchronized void unwatch(Watches.Watch watch) {
        watches.remove(watch);
    }

    /** The address is no longer that of a peer. What is owed is still told, but the peer is given no lease. */
    synchronized void retire() {
        lane.retire();
    }

    /**
     * Takes nothing more, and says goodbye once all is told.
     *
     * @return completes then, or when there is no hope of it
     */
    CompletableFuture<Void> leave() {
        synchronized (this) {
            lane.close();
            wake();
        }
        completeIfLeft();
        return left;
    }

    /** Sends nothing any more. What is not acknowledged stays so. */
    void close() {
        synchronized (this) {
            closed = true;
            watches.clear();
        }
        left.complete(null);
    }

    /** Tells whether it is known by now if this "peer" is this server. */
    synchronized boolean isIntroduced() {
        return introduced;
    }

    // Called with the monitor held.
    private void wake() {
        if (started && !closed && !self && !trigger.isPulled()) {
            trigger.pull(lane.readyIn(clock.getAsLong()));
        }
    }

    private synchronized void lookAgain() {
        trigger.rung();
        wake();
    }

    private void send() {
        Lane.Request request;
        long now = clock.getAsLong();
        synchronized (this) {
            trigger.release();
            request = closed || self ? null : lane.next(now);
            wake(); // where the way is long, for the next
        }
        if (request != null) {
            Recordings.Underway event = Recordings.broadcast();
            String target = request.query().isEmpty() ? path : path + "?" + request.query();
            var headers =
                    Headers.ofRequest(surroundings.node(), now, request.proof(), request.echo(), request.goodbye());
            try {
                surroundings
                        .transport()
                        .get(peer, target, headers, (reply, failure) -> answered(now, request, reply, failure, event));
            } catch (RuntimeException e) { // or the lane would wait for an answer for ever
                answered(now, request, null, e, event);
            }
        }
    }

    private void answered(
            long sent,
            Lane.Request request,
            Transport.@Nullable Reply reply,
            @Nullable Throwable failure,
            Recordings.@Nullable Underway event) {
        if (isClosed() || (reply != null && recognize(reply))) {
            return;
        }
        if (reply != null && reply.isSuccessful()) {
            acknowledged(sent, request, reply);
        } else {
            failed(request, reply, failure);
        }
        if (event != null) {
            boolean isTaken = reply != null && reply.isSuccessful();
            event.ended(peer, request.query().length(), isTaken ? null : Failures.cause(reply, failure), pending());
        }
        completeIfLeft();
    }

    private void acknowledged(long sent, Lane.Request request, Transport.Reply reply) {
        String node = Headers.node(reply.headers()::get);
        if (node != null) {
            contacts.answered(peer, node);
        }
        boolean again;
        List<Runnable> actions;
        synchronized (this) {
            long now = clock.getAsLong();
            lane.acknowledge(request, node, reply.headers().get(Headers.TOKEN), Headers.isMet(reply.headers()), now);
            again = telling.answered(sent, now);
            actions = watches.takeUpTo(done());
            wake();
        }
        if (again) {
            log.info("peer {} takes flushes again", peer);
        }
        actions.forEach(Runnable::run);
    }

    private void failed(Lane.Request request, Transport.@Nullable Reply reply, @Nullable Throwable failure) {
        String reason = reply != null ? Failures.describe(reply, path) : Failures.describe(failure);
        boolean first;
        synchronized (this) {
            long now = clock.getAsLong();
            if (reply != null && isPoison(reply.status())) {
                lane.widen(request, now);
            } else if (reply != null && reply.status() == FORBIDDEN) {
                lane.refuse(request, now);
            } else {
                lane.fail(request, now);
            }
            boolean matters = lane.failures() > 0 && !request.query().isEmpty() && !isExcused(now);
            first = telling.failed(Failures.cause(reply, failure), reason, matters);
            wake();
        }
        if (first) {
            log.warn("peer {} does not take flushes, and is told again until it does: {}", peer, reason);
        }
        log.debug("request to peer {} failed: {}", peer, reason, failure);
    }

    /** Looks at who answered; true if it was this server itself. */
    boolean recognize(Transport.@Nullable Reply reply) {
        if (reply == null || !reply.isSuccessful()) {
            return false;
        }
        List<Runnable> actions;
        synchronized (this) {
            introduced = true;
            if (!surroundings.node().equals(reply.node())) {
                return false;
            }
            self = true;
            lane.abandon();
            actions = watches.takeUpTo(done());
        }
        contacts.recognize(peer);
        log.info("{} is this server, and is not told anything", peer);
        left.complete(null);
        actions.forEach(Runnable::run);
        return true;
    }

    private void completeIfLeft() {
        boolean done;
        synchronized (this) {
            done = lane.isGone() || (lane.isClosing() && lane.failures() >= HOPELESS);
        }
        if (done) {
            left.complete(null);
        }
    }

    private boolean isExcused(long now) {
        return contacts.view(peer, now).map(Contacts.View::isExcused).orElse(false);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    // Called with the monitor held.
    private long done() {
        return self ? Lane.NEVER : lane.acknowledged();
    }

    /** The peer, perhaps an older version, says that it will never understand this request. */
    private static boolean isPoison(int status) {
        return status == 400 || status == 413 || status == 414 || status == 431;
    }
}
