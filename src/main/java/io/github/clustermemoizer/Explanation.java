package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What this server knows about one statement.
 *
 * @param statement the text that was asked about
 * @param age how old its value in memory is; empty if there is none
 * @param tags the tags of that value; empty if there is none
 * @param isLoading whether a load is under way that others may join
 * @param events what happened to it lately, the newest first. Only the last few hundred events of the
 *     whole memoizer are known, and hits are none.
 */
public record Explanation(
        String statement, Optional<Duration> age, Set<String> tags, boolean isLoading, List<Event> events) {

    /** What can happen to a statement. */
    public enum Kind {
        /** A flush on this server dropped it, or would have. */
        FLUSHED,
        /** A flush that a peer sent dropped it, or would have. */
        FLUSHED_BY_PEER,
        /** A value was stored by {@code seed}. */
        SEEDED,
        /** A seed was not stored, since a flush came between its write and its end. */
        SEED_NOT_KEPT,
        /** A load was not kept, since a flush was not older than what it read. */
        NOT_KEPT_AFTER_FLUSH,
        /** A load was not kept, since a newer value was there. */
        NOT_KEPT_BESIDE_NEWER,
        /** A load was not kept or shared, since its thread was in a {@link FlushScope}. */
        NOT_KEPT_IN_SCOPE,
        /** A load threw. */
        LOAD_FAILED,
        /** A value was not served, since a peer was not heard from and the value was older than the bound. */
        DUE_WITHOUT_CONTACT,
        /** What was loaded before a peer was replaced or vanished is gone, since that peer may have flushed it unheard. */
        DROPPED_WITHOUT_CONTACT
    }

    /**
     * One thing that happened.
     *
     * @param ago how long ago
     * @param kind what it was
     * @param flush the flush, where it was one
     */
    public record Event(Duration ago, Kind kind, Optional<Flush> flush) {}

    /**
     * Tells which flushes have come lately, from here and from peers. Only the last few hundred events of the whole memoizer
     * are known.
     *
     * @param memoizer where they came
     * @return an unmodifiable list, the newest first; a flush that came by hashes of statements does not say what it named
     * @throws NullPointerException if {@code memoizer} is null
     */
    public static List<Event> recentFlushes(Memoizer memoizer) {
        return requireNonNull(memoizer, "memoizer").local.recentFlushes();
    }

    /** For people: a few lines. */
    @Override
    public String toString() {
        var text = new StringBuilder(statement).append('\n');
        text.append(age.map(a -> "  in memory, " + a + " old").orElse("  not in memory"));
        text.append(tags.isEmpty() ? "" : ", tagged " + String.join(", ", tags));
        text.append(isLoading ? ", loading" : "").append('\n');
        for (Event event : events) {
            text.append("  ").append(event.ago).append(" ago: ").append(event.kind);
            event.flush.ifPresent(flush -> text.append(" by ").append(flush));
            text.append('\n');
        }
        return text.toString();
    }
}
