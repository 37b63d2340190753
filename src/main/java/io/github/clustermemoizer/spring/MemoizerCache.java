package io.github.clustermemoizer.spring;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Lookup;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.StatementKey;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.support.AbstractValueAdaptingCache;
import org.springframework.cache.support.NullValue;
import org.springframework.cache.support.SimpleValueWrapper;

/** One of Spring's caches: the statements of a memoizer that bear the cache's name as their tag. Null is kept as it is. */
final class MemoizerCache extends AbstractValueAdaptingCache {
    private final String name;
    private final Memoizer memoizer;
    private final CacheKeys keys;
    private final Flush all;
    private final Retrievals retrievals = new Retrievals();

    MemoizerCache(String name, Memoizer memoizer, boolean allowNullValues, UnaryOperator<Object> converter) {
        super(allowNullValues);
        this.name = name;
        this.memoizer = memoizer;
        this.keys = new CacheKeys(name, converter);
        this.all = Flush.tag(name);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Memoizer getNativeCache() {
        return memoizer;
    }

    @Override
    protected @Nullable Object lookup(Object key) {
        Lookup lookup = find(key);
        return lookup.isPresent() ? stored(lookup.value()) : null;
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        return memoizer.<@Nullable T, RuntimeException>memoize(keys.statement(key), () -> {
            // Wrapped here and not outside, so that all who wait for the load get the same.
            try {
                return checked(valueLoader.call());
            } catch (Exception e) {
                throw new ValueRetrievalException(key, valueLoader, e);
            }
        });
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        toStoreValue(value); // throws for null where that is not allowed
        StatementKey statement = keys.statement(key);
        Lookup missed = CacheFrames.take(this, statement.text());
        if (missed != null) {
            missed.keep(value);
        } else {
            memoizer.seed(statement, value);
        }
    }

    /** Counts as a load: the peers are not told. */
    @Override
    @SuppressWarnings("NullAway") // null is a value
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        toStoreValue(value); // throws for null where that is not allowed
        boolean[] absent = {false};
        Object there = memoizer.<@Nullable Object, RuntimeException>memoize(keys.statement(key), () -> {
            absent[0] = true;
            return value;
        });
        return absent[0] ? null : toValueWrapper(stored(there));
    }

    @Override
    public void evict(Object key) {
        memoizer.flush(keys.statement(key));
    }

    @Override
    public boolean evictIfPresent(Object key) {
        StatementKey statement = keys.statement(key);
        boolean present = memoizer.isCached(statement.text());
        memoizer.flush(statement);
        return present;
    }

    @Override
    public void clear() {
        memoizer.flush(all);
    }

    /** In a transaction, too, what is in memory here goes at once, or nobody could say whether there was any. */
    @Override
    public boolean invalidate() {
        boolean any = memoizer.flushLocal(all) > 0;
        memoizer.flush(all);
        return any;
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        Lookup lookup = find(key);
        if (!lookup.isPresent()) {
            return null;
        }
        Object value = lookup.value();
        return CompletableFuture.completedFuture(isAllowNullValues() ? new SimpleValueWrapper(value) : value);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        StatementKey statement = keys.statement(key);
        Lookup lookup = Lookup.of(memoizer, statement);
        if (lookup.isPresent()) {
            return (CompletableFuture<T>) CompletableFuture.completedFuture(lookup.value());
        }
        return (CompletableFuture<T>) retrievals.load(
                statement.text(), lookup, () -> valueLoader.get().thenApply(this::checked));
    }

    private Lookup find(Object key) {
        StatementKey statement = keys.statement(key);
        Lookup lookup = Lookup.of(memoizer, statement);
        if (!lookup.isPresent()) {
            CacheFrames.missed(this, statement.text(), lookup);
        }
        return lookup;
    }

    /** Returns a value in the words of the superclass, where null means that there is none. */
    private @Nullable Object stored(@Nullable Object value) {
        return value == null && isAllowNullValues() ? NullValue.INSTANCE : value;
    }

    private <T extends @Nullable Object> T checked(T value) {
        toStoreValue(value); // throws for null where that is not allowed
        return value;
    }
}
