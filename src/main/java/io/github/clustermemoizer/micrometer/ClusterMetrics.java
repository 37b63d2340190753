package io.github.clustermemoizer.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The meters {@code memoizer.cluster.*} of one broadcaster: what it tells its peers and hears from them. Those of a peer
 * come when it is listed and go when it is not any more.
 *
 * <p>Once bound, each flush is followed until it is settled, at most 256 at a time; that is all it costs.
 */
public final class ClusterMetrics implements MeterBinder, AutoCloseable {
    private final ClusterBroadcaster broadcaster;
    private final Tags tags;
    private final List<ClusterMeters> bound = new CopyOnWriteArrayList<>();

    /**
     * Makes a binder.
     *
     * @param broadcaster what is measured
     * @param tags for all its meters; may be empty
     * @throws NullPointerException if an argument is null
     */
    public ClusterMetrics(ClusterBroadcaster broadcaster, Iterable<Tag> tags) {
        this.broadcaster = requireNonNull(broadcaster, "broadcaster");
        this.tags = Tags.of(requireNonNull(tags, "tags"));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        var meters = new ClusterMeters(broadcaster, requireNonNull(registry, "registry"), tags);
        bound.add(meters);
        broadcaster.addListener(meters);
    }

    /** Takes the meters out of the registries again. The broadcaster and the registries are not closed. */
    @Override
    public void close() {
        for (ClusterMeters meters : bound) {
            broadcaster.removeListener(meters);
            meters.close();
        }
        bound.clear();
    }
}
