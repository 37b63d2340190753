package io.github.clustermemoizer.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.LoadWrapper;
import io.github.clustermemoizer.cluster.ClusterListener;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * Observations, and by them spans of traces, for who has Micrometer Observation. None of them bears a statement, which
 * may hold what does not belong into a trace.
 */
public final class MemoizerObservations {
    private MemoizerObservations() {}

    /**
     * Observes each load as {@code memoizer.load}, inside of what the caller is observed doing. What the loader does on
     * its thread is observed inside of it. To be given to {@code Memoizer.builder().loadWrapper(…)}.
     *
     * @param registry where to
     * @param cacheName value of the key {@code cache}
     * @return a wrapper of loads
     * @throws NullPointerException if an argument is null
     */
    public static LoadWrapper loads(ObservationRegistry registry, String cacheName) {
        return new ObservedLoads(requireNonNull(registry, "registry"), requireNonNull(cacheName, "cache name"));
    }

    /**
     * Observes each flush as {@code memoizer.settle}, from its beginning until it is settled, inside of what the caller
     * is observed doing. To be given to {@code ClusterBroadcaster.addListener}.
     *
     * @param registry where to
     * @return a listener
     * @throws NullPointerException if it is null
     */
    public static ClusterListener settling(ObservationRegistry registry) {
        requireNonNull(registry, "registry");
        return new ClusterListener() {
            @Override
            public Runnable broadcastBegins() {
                Observation observation = Observation.start("memoizer.settle", registry);
                return observation::stop;
            }
        };
    }
}
