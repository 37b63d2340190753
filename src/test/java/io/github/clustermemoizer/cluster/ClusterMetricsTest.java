package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.micrometer.ClusterMetrics;
import io.github.clustermemoizer.micrometer.MemoizerMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterMetricsTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private double counter(String name, String... tags) {
        return registry.get("memoizer.cluster." + name)
                .tags(tags)
                .functionCounter()
                .count();
    }

    private double gauge(String name, String... tags) {
        return registry.get("memoizer.cluster." + name).tags(tags).gauge().value();
    }

    @Test
    void meters_ofAHealthyCluster_tellWhatHappens() throws Exception {
        try (var cluster = TestCluster.of(2);
                var metrics = new ClusterMetrics(cluster.node(0).broadcaster, Tags.of("region", "north"))) {
            metrics.bindTo(registry);
            String peer = cluster.node(1).uri().toString();
            await(() -> listed().equals(List.of(peer)));
            cluster.node(1).greebles.name(43);

            assertThat(cluster.node(0).greebles.rename(43, "renamed").await(Duration.ofSeconds(20)))
                    .isTrue();
            cluster.node(0).greebles.name(43);
            assertThat(cluster.node(1).greebles.rename(43, "again").await(Duration.ofSeconds(20)))
                    .isTrue();

            await(() -> counter("flushes.acknowledged", "peer", peer, "region", "north") == 1);
            assertThat(counter("flushes.owed", "peer", peer)).isEqualTo(1);
            assertThat(counter("flushes.sent", "peer", peer)).isEqualTo(1);
            assertThat(counter("flushes.merged", "peer", peer)).isZero();
            assertThat(counter("flushes.widened", "peer", peer)).isZero();
            assertThat(counter("flushes.lapsed", "peer", peer)).isZero();
            assertThat(gauge("flushes.pending", "peer", peer)).isZero();
            await(() -> counter("flushes.received") == 1);
            assertThat(counter("values.dropped")).isEqualTo(1);
            assertThat(counter("requests.received")).isPositive();
            await(() -> registry.get("memoizer.cluster.settle").timer().count() == 1);
            assertThat(registry.get("memoizer.cluster.settle")
                            .timer()
                            .takeSnapshot()
                            .percentileValues())
                    .hasSize(3);
            assertThat(registry.get("memoizer.cluster.round.trip")
                            .tag("peer", peer)
                            .timeGauge()
                            .value(TimeUnit.SECONDS))
                    .isBetween(0.0, 20.0);
            await(() -> gauge("peers", "state", "heard") == 1);
            await(() -> registry.get("memoizer.cluster.last.contact")
                            .tag("peer", peer)
                            .timeGauge()
                            .value(TimeUnit.SECONDS)
                    < 3);
            assertThat(gauge("bound.in.force")).isZero();
        }
        assertThat(registry.getMeters()).as("closed").isEmpty();
    }

    @Test
    void meters_peerDown_tellWhy() {
        var config = ClusterConfig.builder()
                .peers("http://127.0.0.1:1")
                .stalenessBound(Duration.ofMillis(300))
                .heartbeat(Duration.ofMillis(50))
                .absence(Duration.ZERO)
                .build();
        try (var broadcaster = new ClusterBroadcaster(config);
                var metrics = new ClusterMetrics(broadcaster, Tags.empty())) {
            metrics.bindTo(registry);

            await(() -> listed().size() == 1);
            broadcaster.broadcast(Flush.statement("a"));

            await(() -> counter("requests.failed", "cause", "no connection") > 1);
            await(() -> counter("flushes.lapsed") == 1);
            await(() -> gauge("bound.in.force") > 0);
            assertThat(registry.get("memoizer.cluster.bound.in.force")
                            .timeGauge()
                            .value(TimeUnit.MILLISECONDS))
                    .isEqualTo(300);
            assertThat(gauge("flushes.pending")).isEqualTo(1);
            await(() -> gauge("peers", "state", "lost") == 1);
            await(
                    "settled by the bound",
                    () -> registry.get("memoizer.cluster.settle").timer().count() == 1);
            assertThat(registry.get("memoizer.cluster.settle").timer().totalTime(TimeUnit.MILLISECONDS))
                    .isGreaterThanOrEqualTo(300);
        }
    }

    @Test
    void requests_refused_areCountedByCause() {
        try (var broadcaster = new ClusterBroadcaster(
                        ClusterConfig.builder().peers("http://127.0.0.1:1").build());
                var metrics = new ClusterMetrics(broadcaster, Tags.empty())) {
            metrics.bindTo(registry);
            assertThat(counter("requests.refused", "cause", "not allowed")).isZero();

            broadcaster.inbox().admits("127.0.0.1", name -> List.of(), null);

            await(() -> counter("requests.refused", "cause", "not allowed") == 1);
        }
    }

    @Test
    void peers_comeAndGo_theirMetersToo() throws Exception {
        var peers = new AtomicReference<>(List.of(URI.create("http://127.0.0.1:1")));
        var config = ClusterConfig.builder()
                .peerSource(peers::get)
                .peersRefresh(Duration.ofMillis(10))
                .build();
        try (var broadcaster = new ClusterBroadcaster(config);
                var metrics = new ClusterMetrics(broadcaster, Tags.empty())) {
            metrics.bindTo(registry);
            await(() -> listed().equals(List.of("http://127.0.0.1:1")));

            peers.set(List.of(URI.create("http://127.0.0.1:2")));

            await(() -> listed().equals(List.of("http://127.0.0.1:2")));
        }
    }

    private List<String> listed() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("peer"))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void page_ofMeters_namesEachWithItsTags() throws Exception {
        Map<String, String> described = Files.readAllLines(Path.of("src/site/markdown/metrics.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|"))
                .filter(cells -> cells[1].contains("cache.") || cells[1].contains("memoizer."))
                .collect(Collectors.toMap(
                        cells -> codes(cells[1]), cells -> codes(cells[2]), (a, b) -> a + b, TreeMap::new));
        try (var broadcaster = new ClusterBroadcaster(
                        ClusterConfig.builder().peers("http://127.0.0.1:1").build());
                Memoizer memoizer = Memoizer.builder().build();
                var metrics = new ClusterMetrics(broadcaster, Tags.empty())) {
            metrics.bindTo(registry);
            new MemoizerMetrics(memoizer, "greebles", Tags.empty()).bindTo(registry);
            await(() -> !registry.find("memoizer.cluster.round.trip").meters().isEmpty()); // the last of a peer

            var actual = new TreeMap<String, String>();
            for (Meter meter : registry.getMeters()) {
                // The percentiles are what a registry without any of its own makes of a timer.
                if (!meter.getId().getName().endsWith(".percentile")) {
                    actual.put(meter.getId().getName(), tags(meter));
                    assertThat(meter.getId().getDescription())
                            .as("%s", meter.getId())
                            .isNotBlank();
                }
            }
            assertThat(described).isEqualTo(actual);
        }
    }

    private static String codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map(found -> found.group(1))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String tags(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getKey).sorted().collect(Collectors.joining(", "));
    }

    @Test
    void binder_anyNull_isRefused() {
        assertThatThrownBy(() -> new ClusterMetrics(null, Tags.empty())).hasMessage("broadcaster");
    }
}
