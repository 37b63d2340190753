package io.github.clustermemoizer.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Up to when this server has heard of everything that its peers flushed: the receiving half of the lease.
 * No I/O and no clock. Times are nanoseconds since this server's start. Safe from any thread.
 */
final class Contacts {
    /**
     * What is known of a peer.
     *
     * @param instance who answers there and is heard from, if that has happened yet
     * @param unheard for how long it may have flushed without that having arrived
     * @param isLost whether that is so long that values fall due
     * @param isExcused whether it has said goodbye and is not missed yet
     */
    record View(Optional<String> instance, long unheard, boolean isLost, boolean isExcused) {}

    private final Terms terms;
    private final Map<URI, Contact> contacts = new HashMap<>(); // guarded by this
    private boolean isComplete; // guarded by this
    private long trustedUntil; // guarded by this
    private final List<Contact.Freeze> freezes = new ArrayList<>(); // guarded by this, the oldest first

    Contacts(Terms terms) {
        this.terms = terms;
    }

    /**
     * From now on this address must be heard from; from the start, if the list was not complete before, since
     * the peer may have been there all the time.
     */
    synchronized void list(URI peer, long now) {
        contacts.putIfAbsent(peer, new Contact(terms, isComplete ? now : 0));
    }

    /** All peers are listed. Until this, one that is not known may flush unheard, and nothing counts as heard. */
    synchronized void complete() {
        isComplete = true;
    }

    /**
     * A list is a lease, too: who has come since it was asked for is not missed. What is asked for at one time is
     * trusted for half of the absence, and a new server is on every list after the other half of it.
     */
    synchronized void trustListOf(long asked, long now) {
        // Who came since then, and flushed, may be gone again.
        if (now > trustedUntil) {
            freezes.add(new Contact.Freeze(trustedUntil, now));
        }
        trustedUntil = Math.max(trustedUntil, asked + terms.absence() / 2);
    }

    /** The list is one that cannot change. */
    synchronized void trustListForEver() {
        trustedUntil = Long.MAX_VALUE;
    }

    /** Tells whether it is the age of the list that makes values due. */
    synchronized boolean isListTooOld(long now) {
        return terms.isTooLong(now - trustedUntil);
    }

    /** From now on there is nobody at this address; whoever was there may have flushed unheard. */
    synchronized void unlist(URI peer, long now) {
        Contact contact = contacts.remove(peer);
        if (contact != null) {
            freeze(contact.leave(now));
        }
    }

    /** The address is this server's own. */
    synchronized void recognize(URI self) {
        contacts.remove(self);
    }

    /** A request of ours to {@code peer} was answered by {@code node}. */
    synchronized void answered(URI peer, String node) {
        Contact contact = contacts.get(peer);
        if (contact != null) {
            contact.answered(node);
        }
    }

    /** Tells whether {@code node} is who answers at an address, or is heard from there. */
    synchronized boolean isAt(URI peer, String node) {
        Contact contact = contacts.get(peer);
        return contact != null && (contact.isCurrent(node) || contact.isAnswering(node));
    }

    /**
     * Takes note of a request, after all that it asks for has been done.
     *
     * @return true if the sender is one that must be heard from
     */
    synchronized boolean hear(Greeting greeting, long now) {
        boolean known = false;
        for (Contact contact : contacts.values()) {
            freeze(contact.hear(greeting, now));
            known |= contact.isCurrent(greeting.node());
        }
        return known;
    }

    /** Returns the time up to which no flush of any peer has been missed. */
    synchronized long heard(long now) {
        long heard = isComplete ? Math.min(now, trustedUntil) : 0;
        for (Contact contact : contacts.values()) {
            heard = Math.min(heard, contact.heard());
        }
        for (Contact.Freeze freeze : freezes) {
            heard = Math.min(heard, freeze.heard());
        }
        return heard;
    }

    /** Returns the time before which nothing may have been loaded that is served from now on, if there is a new one. */
    synchronized OptionalLong sweep(long now) {
        OptionalLong since = OptionalLong.empty();
        for (Contact.Freeze freeze : freezes) {
            if (now >= freeze.since() + terms.bound()) {
                since = OptionalLong.of(freeze.since());
            }
        }
        return since;
    }

    /** All that was loaded before {@code since} is gone. */
    synchronized void swept(long since) {
        freezes.removeIf(freeze -> freeze.since() <= since);
    }

    synchronized Optional<View> view(URI peer, long now) {
        return Optional.ofNullable(contacts.get(peer)).map(contact -> view(contact, now));
    }

    private View view(Contact contact, long now) {
        long unheard = Math.max(0, now - contact.heard());
        return new View(
                Optional.ofNullable(contact.current()), unheard, terms.isTooLong(unheard), contact.isExcused(now));
    }

    private void freeze(Contact.@Nullable Freeze freeze) {
        if (freeze != null) {
            freezes.add(freeze);
        }
    }
}
