package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways to all peers, as these come and go.
 *
 * <p>A peer that is found late is told to drop everything, if there has been any flush before: it may hold what
 * it should have been told. One that is no longer listed counts as dead, and is still told what it is
 * owed until it can serve nothing that was flushed while it was listed.
 */
final class Links {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    private record Retired(PeerLink link, long since) {}

    private final ClusterConfig config;
    private final Terms terms;
    private final Surroundings surroundings;
    private final Contacts contacts;
    private final LongSupplier clock;

    private volatile List<PeerLink> listed = List.of(); // written under the monitor of this
    private volatile List<Retired> retired = List.of(); // written under the monitor of this
    private final Map<PeerLink, PeerWatch> watches = new LinkedHashMap<>(); // guarded by this
    private boolean isListTooOld; // guarded by this
    private boolean closed; // guarded by this
    private volatile boolean hasFlushed;
    private volatile boolean complete; // set once all peers have their links

    /** @param clock nanoseconds since this server's start */
    Links(ClusterConfig config, Terms terms, Surroundings surroundings, Contacts contacts, LongSupplier clock) {
        this.config = config;
        this.terms = terms;
        this.surroundings = surroundings;
        this.contacts = contacts;
        this.clock = clock;
    }

    /** Returns the links to the peers that are listed, this server's own included. */
    List<PeerLink> listed() {
        return listed;
    }

    /** Tells whether the peer has not been heard from for so long that values fall due. */
    boolean isLost(PeerLink link) {
        return contacts.view(link.peer(), clock.getAsLong())
                .map(Contacts.View::isLost)
                .orElse(false);
    }

    /** Tells whether there is a link to every peer. To be asked before {@link #toFlush()}. */
    boolean isComplete() {
        return complete;
    }

    /** Returns all that a flush must go to. */
    List<PeerLink> toFlush() {
        // Before we look: whoever opens a link meanwhile either is seen here, or sees this.
        hasFlushed = true;
        List<PeerLink> now = listed;
        // After that: a link that is being retired stands in one of the two, or in both.
        List<Retired> before = retired;
        if (before.isEmpty()) {
            return now;
        }
        var all = new LinkedHashSet<>(now);
        before.forEach(old -> all.add(old.link));
        return List.copyOf(all);
    }

    /** Opens links to the addresses that are new, and retires those that are gone. */
    synchronized void follow(List<URI> peers, boolean complete) {
        if (closed) {
            return;
        }
        long now = clock.getAsLong();
        var next = new ArrayList<PeerLink>();
        var fresh = new ArrayList<PeerLink>();
        for (URI peer : peers) {
            if (!peer.equals(config.self().orElse(null))) {
                PeerLink link = find(peer);
                if (link == null) {
                    contacts.list(peer, now);
                    link = new PeerLink(peer, config.path(), terms, surroundings, contacts, clock);
                    fresh.add(link);
                    watches.put(link, new PeerWatch(link, terms, config));
                }
                next.add(link);
            }
        }
        if (complete) {
            contacts.complete();
        }
        var gone = new ArrayList<>(listed);
        gone.removeAll(next);
        gone.forEach(link -> retire(link, now));
        listed = List.copyOf(next);
        if (complete) {
            this.complete = true;
        }
        boolean late = hasFlushed;
        for (PeerLink link : fresh) {
            if (late) {
                link.add(List.of(Item.EVERYTHING));
            }
            link.start();
        }
    }

    /** Sends what has become due, and tells the operators who is lost and who is back. */
    synchronized void tick() {
        long now = clock.getAsLong();
        tellOfTheList(now);
        for (PeerLink link : listed) {
            link.tick();
            PeerWatch watch = watches.get(link);
            if (watch != null && !link.isSelf()) {
                contacts.view(link.peer(), now).ifPresent(view -> watch.look(view, now));
            }
        }
        var owed = new ArrayList<Retired>();
        for (Retired old : retired) {
            if (now - old.since < Terms.stretched(terms.bound())) {
                old.link.tick();
                owed.add(old);
            } else {
                old.link.close();
            }
        }
        if (owed.size() < retired.size()) {
            retired = List.copyOf(owed);
        }
    }

    synchronized void close() {
        closed = true;
        listed.forEach(PeerLink::close);
        retired.forEach(old -> old.link.close());
    }

    private void tellOfTheList(long now) {
        if (contacts.isListTooOld(now) == isListTooOld) {
            return;
        }
        isListTooOld = !isListTooOld;
        if (isListTooOld) {
            log.warn(
                    "the list of peers is too old to be trusted, since nobody could tell who they are: as long as that"
                            + " lasts, this server serves as if a peer were not heard from ({} {})",
                    ConfigKeys.WHEN_ISOLATED,
                    config.whenIsolated());
        } else {
            log.info("the list of peers is known again");
        }
    }

    private void retire(PeerLink link, long now) {
        watches.remove(link);
        contacts.unlist(link.peer(), now);
        link.retire();
        var more = new ArrayList<>(retired);
        more.add(new Retired(link, now));
        retired = List.copyOf(more);
        log.info("peer {} is no longer listed", link.peer());
    }

    private @Nullable PeerLink find(URI peer) {
        for (PeerLink link : listed) {
            if (link.peer().equals(peer)) {
                return link;
            }
        }
        return null;
    }
}
