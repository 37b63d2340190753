package io.github.clustermemoizer;

import org.jspecify.annotations.Nullable;

/**
 * Does something around every load: opens a span, sets a context, takes the time. Hits never come here.
 *
 * <p>It runs on the thread of the load, and must be safe from several at once. What it throws counts as thrown by the
 * loader.
 */
public interface LoadWrapper {
    /**
     * Runs the loader once and returns what that returns.
     *
     * @param <V> the type of the value
     * @param <E> what the loader may throw
     * @param statement the text that names the value
     * @param loader fetches the value
     * @return the value
     * @throws E what the loader threw
     */
    <V extends @Nullable Object, E extends Exception> V load(String statement, Loader<V, E> loader) throws E;

    /**
     * Returns a wrapper that adds nothing.
     *
     * @return one that runs the loader
     */
    static LoadWrapper none() {
        return NoLoadWrapper.INSTANCE;
    }
}
