package io.github.clustermemoizer.micrometer;

import io.github.clustermemoizer.LoadWrapper;
import io.github.clustermemoizer.Loader;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/** Observes loads. */
record ObservedLoads(ObservationRegistry registry, String cacheName) implements LoadWrapper {
    @Override
    public <V extends @Nullable Object, E extends Exception> V load(String statement, Loader<V, E> loader) throws E {
        Observation.CheckedCallable<V, E> load = loader::load;
        return Observation.createNotStarted("memoizer.load", registry)
                .lowCardinalityKeyValue("cache", cacheName)
                .observeChecked(load);
    }
}
