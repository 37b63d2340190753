package io.github.clustermemoizer;

import java.util.List;
import java.util.Optional;

/** What may be looked at in one memoizer, by whoever shows the state of a server. Changes nothing, and may be called from any thread. */
public interface MemoizerView {
    /**
     * Tells how well it does.
     *
     * @return counts since it was built
     */
    MemoizerStats stats();

    /**
     * Tells what it knows about a statement.
     *
     * @param statement the text exactly as memoized
     * @return what is in memory, and what happened lately
     * @throws NullPointerException if {@code statement} is null
     */
    Explanation explain(String statement);

    /**
     * Looks for a statement that is too long to be sent. Takes a walk over all statements in memory, of which only
     * those of that length are digested.
     *
     * @param length of its text
     * @param digest as for {@link Flush#digest}
     * @return its text, if it is in memory or something happened to it lately
     * @throws NullPointerException if {@code digest} is null
     */
    Optional<String> find(int length, String digest);

    /**
     * Tells which flushes have come lately, from here and from peers.
     *
     * @return an unmodifiable list, the newest first
     */
    List<Explanation.Event> recentFlushes();
}
