package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Proves that the simulation can fail: it must find every weakening of {@link ProtocolMutations}. */
class ProtocolMutationTest {
    private static final int SEEDS = 1_000;

    private record Kill(ProtocolMutation mutation, int seeds, Optional<String> violation) {
        @Override
        public String toString() {
            String law =
                    violation.map(text -> text.replaceFirst(":.*(?s:.*)", "")).orElse("SURVIVES");
            return String.format("%-62s %4d seeds  %s", mutation.name(), seeds, law);
        }
    }

    @Test
    void everyWeakening_isFoundBySomeSeed() throws IOException {
        for (ProtocolMutation mutation : ProtocolMutations.ALL) {
            // Here, and not among others that would run on beside the tests that follow.
            assertThat(mutation.source()).as(mutation.name()).contains(mutation.replacement());
        }
        long start = System.nanoTime();

        List<Kill> kills = new CopyOnWriteArrayList<>();
        QuietLogs.during(() -> ProtocolMutations.ALL.parallelStream().forEach(mutation -> kills.add(kill(mutation))));

        kills.forEach(System.out::println);
        System.out.printf("%d mutations, %.0f s%n", kills.size(), (System.nanoTime() - start) / 1e9);
        assertThat(kills).filteredOn(kill -> kill.violation.isEmpty()).isEmpty();
    }

    private static Kill kill(ProtocolMutation mutation) {
        LongFunction<Optional<String>> simulation = MutantLoader.simulation(mutation);
        for (int seed = 0; seed < SEEDS; seed++) {
            Optional<String> violation = simulation.apply(seed);
            if (violation.isPresent()) {
                return new Kill(mutation, seed + 1, violation);
            }
        }
        return new Kill(mutation, SEEDS, Optional.empty());
    }
}
