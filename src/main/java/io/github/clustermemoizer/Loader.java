package io.github.clustermemoizer;

import org.jspecify.annotations.Nullable;

/**
 * Fetches the value of a statement when it is not in memory.
 *
 * @param <V> the type of the value
 * @param <E> what a load may throw; {@link RuntimeException} if nothing is declared
 */
@FunctionalInterface
public interface Loader<V extends @Nullable Object, E extends Exception> {
    /**
     * Returns the value, freshly fetched.
     *
     * <p>Runs on the thread that asked, once per statement however many ask, and never while a lock
     * of the memoizer is held. It may memoize other statements.
     *
     * @return the value; null is a value, and is kept
     * @throws E whatever went wrong; every caller that waits for this load gets it as it is, and
     *     nothing is kept
     */
    V load() throws E;
}
