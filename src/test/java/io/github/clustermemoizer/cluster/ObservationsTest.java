package io.github.clustermemoizer.cluster;

import static io.github.clustermemoizer.cluster.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Memoizer;
import io.github.clustermemoizer.micrometer.MemoizerObservations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ObservationsTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final ObservationRegistry registry = ObservationRegistry.create();

    ObservationsTest() {
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }

            @Override
            public void onStart(Observation.Context context) {
                var parent = context.getParentObservation();
                seen.add("start " + context.getName() + " in "
                        + (parent == null ? "nothing" : parent.getContextView().getName()));
            }

            @Override
            public void onStop(Observation.Context context) {
                seen.add("stop " + context.getName()
                        + context.getAllKeyValues().stream()
                                .map(key -> " " + key.getKey() + "=" + key.getValue())
                                .collect(Collectors.joining())
                        + (context.getError() == null
                                ? ""
                                : ": " + context.getError().getMessage()));
            }
        });
    }

    @Test
    void load_observed_isInsideOfWhatItsCallerDoes() {
        Memoizer memoizer = Memoizer.builder()
                .loadWrapper(MemoizerObservations.loads(registry, "greebles"))
                .build();

        Observation.createNotStarted("request", registry).observe(() -> {
            memoizer.memoize(
                    "a", () -> Observation.createNotStarted("query", registry).observe(() -> 1));
            memoizer.memoize("a", () -> 2);
        });
        assertThatThrownBy(() -> memoizer.memoize("b", () -> {
                    throw new IllegalStateException("down");
                }))
                .hasMessage("down");

        assertThat(seen)
                .containsExactly(
                        "start request in nothing",
                        "start memoizer.load in request",
                        "start query in memoizer.load",
                        "stop query",
                        "stop memoizer.load cache=greebles",
                        "stop request",
                        "start memoizer.load in nothing",
                        "stop memoizer.load cache=greebles: down");
    }

    @Test
    void flush_observed_endsWhenItIsSettled() throws Exception {
        try (var cluster = TestCluster.of(2)) {
            cluster.node(0).broadcaster.addListener(MemoizerObservations.settling(registry));

            Observation.createNotStarted("request", registry).observe(() -> {
                cluster.node(0).memoizer.flush("a");
            });

            await(() -> seen.contains("stop memoizer.settle"));
            assertThat(seen).contains("start memoizer.settle in request");
        }
    }
}
