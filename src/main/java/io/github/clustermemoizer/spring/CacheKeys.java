package io.github.clustermemoizer.spring;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.StatementKey;
import java.lang.reflect.Field;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/**
 * Writes the keys of one cache as statements: {@code cache greebles <- 43}. Two keys have the same text only if they are
 * equal, but for a list and an array of the same elements. All bear the name of the cache as a tag.
 */
final class CacheKeys {
    private static final String WAY_OUT =
            "; name its parts in the annotation, such as key = \"#greeble.id\", or give the "
                    + MemoizerCacheManager.class.getSimpleName() + " what turns such keys into others";

    /** There is no other way to what Spring's own key is made of: its text is not the same for the same keys only. */
    private static final @Nullable Field PARTS = partsOfSimpleKey();

    private final String cache;
    private final StatementKey noArguments;
    private final UnaryOperator<Object> converter;

    /** @throws IllegalArgumentException if the name is no tag */
    CacheKeys(String cache, UnaryOperator<Object> converter) {
        this.cache = requireNonNull(cache, "cache");
        this.converter = converter;
        try {
            this.noArguments = StatementKey.of(statement()).tagged(cache);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("name of a cache must be one for a tag, too: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the statement of a key.
     *
     * @throws IllegalArgumentException if the key has no text that is the same on all servers
     */
    StatementKey statement(Object key) {
        requireNonNull(key, "key");
        try {
            Object converted = requireNonNull(converter.apply(key), "converted key");
            if (converted instanceof StatementKey other) {
                return statement(other.text()).tagged(other.tags().toArray(String[]::new));
            }
            return converted instanceof SimpleKey simple ? ofParts(parts(simple)) : ofParts(converted);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "key of cache '" + cache + "' must have a text that is the same on all servers: " + e.getMessage()
                            + WAY_OUT,
                    e);
        }
    }

    private StatementKey ofParts(@Nullable Object... parts) {
        return parts.length == 0
                ? noArguments
                : StatementKey.of(statement(), parts).tagged(cache);
    }

    private String statement() {
        return "cache " + cache;
    }

    private static @Nullable Object[] parts(SimpleKey key) {
        if (PARTS == null || !(ReflectionUtils.getField(PARTS, key) instanceof Object[] parts)) {
            throw new IllegalArgumentException("the parts of a SimpleKey cannot be read in this version of Spring");
        }
        return parts;
    }

    private static @Nullable Field partsOfSimpleKey() {
        Field field = ReflectionUtils.findField(SimpleKey.class, "params", Object[].class);
        if (field != null) {
            try {
                ReflectionUtils.makeAccessible(field);
            } catch (RuntimeException e) {
                return null; // a module that is closed to us
            }
        }
        return field;
    }
}
