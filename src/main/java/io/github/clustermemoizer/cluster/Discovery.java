package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks who the peers are, again and again where that may change, and follows the answers. */
final class Discovery {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private final PeerList peers;
    private final Links links;
    private final Contacts contacts;
    private final LongSupplier clock;
    private final Executor executor;
    private final AtomicBoolean following = new AtomicBoolean();

    /**
     * @param clock nanoseconds since this server's start
     * @param executor runs what may block
     */
    Discovery(PeerList peers, Links links, Contacts contacts, LongSupplier clock, Executor executor) {
        this.peers = peers;
        this.links = links;
        this.contacts = contacts;
        this.clock = clock;
        this.executor = executor;
    }

    /** Tells whether asking again can give another answer. */
    boolean isEverNew() {
        return peers.mayChange();
    }

    /** Asks once. May block; one thread at a time. */
    void follow() {
        long asked = clock.getAsLong();
        List<URI> found = peers.peers();
        links.follow(found, peers.isComplete());
        if (!peers.mayChange()) {
            contacts.trustListForEver();
        } else if (peers.isCurrent()) {
            contacts.trustListOf(asked, clock.getAsLong());
        }
    }

    /** Asks in the background, and waits for the answer for some time. */
    void followFirst(Duration patience) {
        try {
            begin().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("the peers are not known yet, and are asked for again and again: {}", Failures.describe(e));
        }
    }

    /** Asks in the background, unless somebody is about it. */
    void followInBackground() {
        var unused = begin();
    }

    private CompletableFuture<Void> begin() {
        if (!following.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(this::follow, executor).whenComplete((done, failure) -> following.set(false));
    }
}
