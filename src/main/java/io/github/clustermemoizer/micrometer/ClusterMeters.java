package io.github.clustermemoizer.micrometer;

import io.github.clustermemoizer.cluster.ClusterBroadcaster;
import io.github.clustermemoizer.cluster.ClusterListener;
import io.github.clustermemoizer.cluster.ClusterStatus;
import io.github.clustermemoizer.cluster.PeerStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** The meters of one broadcaster in one registry. */
final class ClusterMeters implements ClusterListener {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Statuses statuses;
    private final Timer settle;
    private final List<Meter> meters = new ArrayList<>();
    private final Map<URI, PeerMeters> peers = new HashMap<>(); // guarded by this
    private boolean closed; // guarded by this

    ClusterMeters(ClusterBroadcaster broadcaster, MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
        statuses = new Statuses(broadcaster, System::nanoTime);
        settle = Timer.builder("memoizer.cluster.settle")
                .description("From a flush until no peer may serve what it dropped")
                .tags(tags)
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
        meters.add(settle);
        addReceived();
        addState();
    }

    @Override
    public Runnable broadcastBegins() {
        Timer.Sample sample = Timer.start(registry);
        return () -> sample.stop(settle);
    }

    @Override
    public synchronized void peersAre(List<URI> listed) {
        if (closed) {
            return;
        }
        var gone = new HashSet<>(peers.keySet());
        listed.forEach(gone::remove);
        gone.forEach(peer -> {
            PeerMeters old = peers.remove(peer);
            if (old != null) {
                old.close();
            }
        });
        listed.forEach(peer -> peers.computeIfAbsent(peer, p -> new PeerMeters(p, statuses, registry, tags)));
    }

    synchronized void close() {
        closed = true;
        peers.values().forEach(PeerMeters::close);
        peers.clear();
        meters.forEach(registry::remove);
        meters.clear();
    }

    private void addReceived() {
        add(
                "memoizer.cluster.requests.received",
                "Requests of peers that were taken",
                Tags.empty(),
                s -> s.received().requests());
        add(
                "memoizer.cluster.flushes.received",
                "Flushes that these brought",
                Tags.empty(),
                s -> s.received().items());
        add(
                "memoizer.cluster.values.dropped",
                "Values that these dropped",
                Tags.empty(),
                s -> s.received().dropped());
        for (String cause : statuses.now().received().refused().keySet()) {
            add(
                    "memoizer.cluster.requests.refused",
                    "Requests that were refused, by cause",
                    Tags.of("cause", cause),
                    s -> s.received().refused().getOrDefault(cause, 0L));
        }
    }

    private void addState() {
        meters.add(TimeGauge.builder(
                        "memoizer.cluster.bound.in.force",
                        statuses,
                        TimeUnit.NANOSECONDS,
                        s -> s.now().boundInForce().map(Duration::toNanos).orElse(0L))
                .description("Age at which values are loaded anew, since a peer is not heard from; 0 while all are")
                .tags(tags)
                .register(registry));
        for (PeerStatus.State state : PeerStatus.State.values()) {
            if (state != PeerStatus.State.SELF) {
                meters.add(Gauge.builder(
                                "memoizer.cluster.peers",
                                statuses,
                                s -> s.now().peers().stream()
                                        .filter(peer -> peer.state() == state)
                                        .count())
                        .description("How many peers there are, by whether they are heard from")
                        .tags(tags)
                        .tag("state", state.name().toLowerCase(Locale.ROOT))
                        .register(registry));
            }
        }
    }

    private void add(String name, String description, Tags own, ToLongFunction<ClusterStatus> count) {
        meters.add(FunctionCounter.builder(name, statuses, s -> count.applyAsLong(s.now()))
                .description(description)
                .tags(tags.and(own))
                .register(registry));
    }
}
