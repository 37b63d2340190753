package io.github.clustermemoizer.micrometer;

import io.github.clustermemoizer.cluster.PeerStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The meters of one peer in one registry. */
final class PeerMeters {
    private final URI peer;
    private final Statuses statuses;
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    PeerMeters(URI peer, Statuses statuses, MeterRegistry registry, Tags tags) {
        this.peer = peer;
        this.statuses = statuses;
        this.registry = registry;
        this.tags = tags.and("peer", peer.toString());
        addCounts();
        addGauges();
    }

    void close() {
        meters.forEach(registry::remove);
        meters.clear();
    }

    private void addCounts() {
        count(
                "flushes.owed",
                "Flushes that the peer was to be told",
                p -> p.counts().owed());
        count(
                "flushes.merged",
                "Flushes that what waited already said",
                p -> p.counts().merged());
        count(
                "flushes.widened",
                "How often the peer was told to drop everything instead",
                p -> p.counts().widened());
        count(
                "flushes.sent",
                "Flushes that left, again after a failure",
                p -> p.counts().sent());
        count(
                "flushes.acknowledged",
                "Flushes that the peer has done",
                p -> p.counts().acknowledged());
        count(
                "flushes.lapsed",
                "Flushes that the peer was not told in time",
                p -> p.counts().lapsed());
        for (String cause : FailureCause.ALL) {
            add(
                    "requests.failed",
                    "Requests that the peer did not take, by cause",
                    Tags.of("cause", cause),
                    p -> FailureCause.count(cause, p.failures()));
        }
    }

    private void addGauges() {
        meters.add(Gauge.builder("memoizer.cluster.flushes.pending", statuses, s -> s.of(peer, PeerStatus::pending))
                .description("Flushes that the peer is owed; everything is one")
                .tags(tags)
                .register(registry));
        time("last.contact", "How long ago all that the peer had flushed had arrived", PeerStatus::lastHeard);
        time(
                "round.trip",
                "How long the last request took that the peer answered; 0 before",
                p -> p.roundTrip().orElse(Duration.ZERO));
    }

    private void count(String name, String description, ToLongFunction<PeerStatus> count) {
        add(name, description, Tags.empty(), count);
    }

    private void add(String name, String description, Tags own, ToLongFunction<PeerStatus> count) {
        meters.add(FunctionCounter.builder("memoizer.cluster." + name, statuses, s -> s.of(peer, count))
                .description(description)
                .tags(tags.and(own))
                .register(registry));
    }

    private void time(String name, String description, Function<PeerStatus, Duration> time) {
        meters.add(TimeGauge.builder(
                        "memoizer.cluster." + name,
                        statuses,
                        TimeUnit.NANOSECONDS,
                        s -> s.of(peer, p -> time.apply(p).toNanos()))
                .description(description)
                .tags(tags)
                .register(registry));
    }
}
