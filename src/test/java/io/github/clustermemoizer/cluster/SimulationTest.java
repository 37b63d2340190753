package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Runs the cluster on simulated clocks and network. {@code -Dsimulation.seeds=100000} runs more worlds, {@code
 * -Dsimulation.first=} begins with another seed, and {@code -Dsimulation.seed=} replays one and prints what happens.
 */
class SimulationTest {
    @Test
    void anySeed_keepsTheLawsAndHeals() {
        long first = Long.getLong("simulation.first", 0);
        long seeds = Long.getLong("simulation.seeds", 2_000);
        var sum = new SimulationTally();
        List<String> violations = new CopyOnWriteArrayList<>();
        long start = System.nanoTime();

        QuietLogs.during(() -> LongStream.range(first, first + seeds).parallel().forEach(seed -> {
            Optional<String> violation = Simulation.run(seed, sum);
            violation.ifPresent(text -> violations.add("seed " + seed + ": " + text));
        }));

        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("simulation: %s, %d violations, %.0f s%n", sum, violations.size(), seconds);
        assertThat(violations).as("replay with -Dsimulation.seed=").isEmpty();
    }

    @Test
    void oneSeed_anyTime_isReplayed() {
        long seed = Long.getLong("simulation.seed", 4);

        QuietLogs.during(() -> {
            List<String> once = Simulation.replay(seed);
            List<String> again = Simulation.replay(seed);

            if (System.getProperty("simulation.seed") != null) {
                once.forEach(System.out::println);
            }
            assertThat(again).isEqualTo(once);
        });
    }
}
