package io.github.clustermemoizer;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A look into the memory for those who cannot hand over a loader: what is not there, the caller loads, wherever and
 * however, and hands in. Everybody else is better off with {@code memoize}, which loads a statement once for all who ask.
 *
 * <pre>{@code
 * Lookup lookup = Lookup.of(memoizer, key);
 * if (!lookup.isPresent()) {
 *     dao.loadLater(43).thenAccept(lookup::keep);
 * }
 * }</pre>
 *
 * <p>The time of a load is that of its look-up. So a value whose statement is flushed between the look-up and {@link #keep} is
 * not kept. A load never tells the peers anything. Safe from any thread.
 */
public final class Lookup {
    private final LocalCache local;
    private final Load.@Nullable Loaded found;
    private final @Nullable Load load;
    private final @Nullable FlushScope scope;

    private Lookup(LocalCache local, StatementKey key) {
        this.local = local;
        scope = local.scopes.current();
        found = local.find(key.text(), key.tags());
        load = found == null ? local.begin(key.text(), key.tags()) : null;
    }

    /**
     * Looks a statement up. Loads nothing, and waits for nothing.
     *
     * @param memoizer where
     * @param key the text, and the tags for a value that is handed in
     * @return what was found, and the time of the look-up
     * @throws NullPointerException if an argument is null
     */
    public static Lookup of(Memoizer memoizer, StatementKey key) {
        return new Lookup(requireNonNull(memoizer, "memoizer").local, requireNonNull(key, "key"));
    }

    /**
     * Tells whether the value was in memory.
     *
     * @return false if {@code memoize} would have loaded it
     */
    public boolean isPresent() {
        return found != null;
    }

    /**
     * Returns what was in memory.
     *
     * @return the value, which may be null
     * @throws IllegalStateException if there was none
     */
    public @Nullable Object value() {
        if (found == null) {
            throw new IllegalStateException("there is no value; ask isPresent() first");
        }
        return found.value();
    }

    /**
     * Tells whether nothing has flushed the statement since the look-up, as far as this server knows.
     *
     * @return false if a caller who comes now must not be given what is being loaded
     */
    public boolean isCurrent() {
        return load == null || local.isCurrent(load);
    }

    /**
     * Tells whether others may be given what is loaded now. Not while a flush scope is open here, whose state nobody else may
     * see.
     *
     * @return true outside of a flush scope
     */
    public boolean isShareable() {
        return scope == null;
    }

    /**
     * Keeps what was loaded after the look-up, unless the statement was flushed since, or a newer value is there. Where the
     * look-up or this call comes in a flush scope, the value is kept with its commit, on the thread of the scope.
     *
     * @param value what {@code memoize} returns from now on; may be null
     * @return true if it is kept, or will be with the commit
     * @throws IllegalStateException if the value was in memory
     */
    public boolean keep(@Nullable Object value) {
        if (load == null) {
            throw new IllegalStateException("there is a value already; ask isPresent() first");
        }
        return local.end(load, scope, value);
    }
}
