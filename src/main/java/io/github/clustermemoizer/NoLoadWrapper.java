package io.github.clustermemoizer;

import org.jspecify.annotations.Nullable;

/** Runs the loader and does nothing else. */
enum NoLoadWrapper implements LoadWrapper {
    INSTANCE;

    @Override
    public <V extends @Nullable Object, E extends Exception> V load(String statement, Loader<V, E> loader) throws E {
        return loader.load();
    }
}
