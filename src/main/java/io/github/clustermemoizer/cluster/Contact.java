package io.github.clustermemoizer.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one listed address: who answers there, and up to when its flushes have all arrived.
 * Times are nanoseconds since this server's start. Guarded by {@link Contacts}.
 *
 * <p>Who answers there may be replaced: by its restart, announced by a goodbye or not. A message of the
 * one before may arrive long after, so it does not count who wrote last:
 *
 * <ol>
 *   <li>An instance is believed to sit at the address because this server's own request was answered by it.
 *   <li>It becomes the current one with its first echo of a token that was issued after the current one
 *       was met. A ghost echoes only older ones.
 *   <li>What the one before had still to say is lost. So the time up to which it was heard is
 *       <em>frozen</em>, and goes on to count for as long as what was loaded before the meeting may be served.
 * </ol>
 */
final class Contact {
    /**
     * What remains of an instance that may have flushed unheard.
     *
     * @param heard up to when its flushes have arrived
     * @param since when it was found gone; all its flushes were before
     */
    record Freeze(long heard, long since) {}

    private final Terms terms;
    private final long listed;
    private @Nullable String answering;
    private @Nullable String current;
    private long met;
    private long echoed;
    private long excusedUntil = -1;

    Contact(Terms terms, long listed) {
        this.terms = terms;
        this.listed = listed;
        this.echoed = listed;
    }

    /** A request of ours to the address was answered by {@code node}. */
    void answered(String node) {
        answering = node;
    }

    /**
     * Takes note of a request.
     *
     * @return what is left of a predecessor, if it ends one
     */
    @Nullable
    Freeze hear(Greeting greeting, long now) {
        Freeze freeze = null;
        if (!greeting.node().equals(current)) {
            if (!mayReplace(greeting)) {
                return null;
            }
            freeze = current == null && isOlderThanListing(greeting.age(), now) ? null : leave(now);
            current = greeting.node();
            met = now;
            echoed = greeting.echoed();
            excusedUntil = -1;
        }
        echoed = Math.max(echoed, greeting.echoed());
        if (greeting.goodbye()) {
            // From when the token was issued: a message that comes late must not excuse for longer.
            excusedUntil = Math.max(excusedUntil, greeting.echoed() + terms.absence());
        }
        return freeze;
    }

    /** Ends the current instance; null if it has told all, and said so not long ago. */
    @Nullable
    Freeze leave(long now) {
        return now <= excusedUntil ? null : new Freeze(heard(), now);
    }

    /** Returns up to when all flushes of that address have arrived, or will need no waiting for. */
    long heard() {
        return Math.max(echoed, excusedUntil);
    }

    boolean isCurrent(String node) {
        return node.equals(current);
    }

    boolean isAnswering(String node) {
        return node.equals(answering);
    }

    @Nullable
    String current() {
        return current;
    }

    /** Tells whether it has said goodbye and is not missed yet. */
    boolean isExcused(long now) {
        return now <= excusedUntil;
    }

    private boolean mayReplace(Greeting greeting) {
        return greeting.node().equals(answering) && (current == null || greeting.echoed() > met);
    }

    /** The first one that is met may itself have had a predecessor, unless it was there all the time. */
    private boolean isOlderThanListing(long age, long now) {
        return Terms.isOlder(age, now - listed);
    }
}
