package io.github.clustermemoizer.spring;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.Memoizer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/**
 * Spring's caches over a memoizer: {@code @CacheEvict} and {@code @CachePut} reach all servers, and so does what is called
 * on a cache by hand. A {@code @Cacheable} that loads tells nobody.
 *
 * <p>A cache is made when it is first asked for, under any name that is fit for a tag. All caches share the memoizer, its
 * bounds and its expiry. Each value is a statement of its own, {@code cache greebles <- 43}, which bears the name of its cache
 * as a tag; so {@code memoizer.flush(Flush.tag("greebles"))} is the same as to clear the cache.
 *
 * <p>A key needs a text that is the same on all servers: a string, a number, and what else {@link
 * io.github.clustermemoizer.StatementKey} lists, such a key itself, or several of them, as of a method with several
 * parameters. Another key is refused with an error that says what to do.
 *
 * <p>Import {@link MemoizerCachingConfiguration}, too, unless Spring Boot does: without it a {@code @Cacheable} that loads
 * is taken for a {@code @CachePut}, which drops the copies of the peers. Safe from any thread.
 */
public final class MemoizerCacheManager implements CacheManager {
    private final Memoizer memoizer;
    private final boolean allowNullValues;
    private final UnaryOperator<Object> keyConverter;
    private final ConcurrentMap<String, MemoizerCache> caches = new ConcurrentHashMap<>();

    /**
     * Makes a manager whose caches take null values, and keys as they are.
     *
     * @param memoizer where the values are kept; not closed by this manager
     * @throws NullPointerException if it is null
     */
    public MemoizerCacheManager(Memoizer memoizer) {
        this(memoizer, true, UnaryOperator.identity());
    }

    /**
     * Makes a manager.
     *
     * @param memoizer where the values are kept; not closed by this manager
     * @param allowNullValues whether a method may return null; if not, that is an IllegalArgumentException
     * @param keyConverter turns each key into one that has a text, such as a List of its parts; returns those that it does
     *     not know as they are
     * @throws NullPointerException if an argument is null
     */
    public MemoizerCacheManager(Memoizer memoizer, boolean allowNullValues, UnaryOperator<Object> keyConverter) {
        this.memoizer = requireNonNull(memoizer, "memoizer");
        this.allowNullValues = allowNullValues;
        this.keyConverter = requireNonNull(keyConverter, "keyConverter");
    }

    /**
     * Returns a cache, and makes it if there is none of that name yet.
     *
     * @param name 1 to 200 characters
     * @return the same for the same name
     * @throws IllegalArgumentException if the name is not fit for a tag
     * @throws NullPointerException if it is null
     */
    @Override
    public Cache getCache(String name) {
        MemoizerCache there = caches.get(requireNonNull(name, "name"));
        return there != null
                ? there
                : caches.computeIfAbsent(name, n -> new MemoizerCache(n, memoizer, allowNullValues, keyConverter));
    }

    /**
     * Returns the names of the caches that were asked for so far.
     *
     * @return an unmodifiable snapshot
     */
    @Override
    public Collection<String> getCacheNames() {
        return List.copyOf(caches.keySet());
    }
}
