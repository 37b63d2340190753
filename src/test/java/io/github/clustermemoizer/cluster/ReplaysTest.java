package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplaysTest {
    private static final long BOUND = 1000;

    private final Replays replays = new Replays(BOUND);

    @Test
    void isNew_rising_once() {
        assertThat(replays.isNew("a", 1, 0)).isTrue();
        assertThat(replays.isNew("a", 1, 0)).isFalse();
        assertThat(replays.isNew("a", 2, 0)).isTrue();
        assertThat(replays.isNew("a", 1, 0)).isFalse();
        assertThat(replays.isNew("b", 1, 0)).as("another sender").isTrue();
    }

    @Test
    void isNew_overtaken_onceWithinTheWindow() {
        replays.isNew("a", 100, 0);

        assertThat(replays.isNew("a", 100 - 63, 0)).isTrue();
        assertThat(replays.isNew("a", 100 - 63, 0)).isFalse();
        assertThat(replays.isNew("a", 100 - 64, 0)).as("cannot be told").isFalse();
    }

    @Test
    void isNew_farAhead_forgetsWhatIsFarBehind() {
        replays.isNew("a", 1, 0);
        replays.isNew("a", 64, 0);

        assertThat(replays.isNew("a", 1, 0)).isFalse();
        assertThat(replays.isNew("a", 2, 0)).isTrue();
        assertThat(replays.isNew("a", 1_000_000, 0)).isTrue();
        assertThat(replays.isNew("a", 64, 0)).isFalse();
        assertThat(replays.isNew("a", 1_000_000 - 1, 0)).isTrue();
    }

    @Test
    void isNew_anyOrder_neverTakesOneTwice() {
        var random = new Random(5);
        Set<Long> taken = new HashSet<>();
        long top = 0;
        for (int i = 0; i < 100_000; i++) {
            long sequence = Math.max(0, top + random.nextInt(80) - 70);
            boolean isNew = replays.isNew("a", sequence, 0);

            assertThat(isNew).isEqualTo(sequence > top - 64 && taken.add(sequence));
            top = Math.max(top, sequence);
        }
    }

    @Test
    void isNew_sendersThatAreSilent_areForgottenAfterTheBound() {
        for (int i = 0; i < 10_000; i++) {
            replays.isNew("gone-" + i, 1, i % 2);
        }
        replays.isNew("a", 1, BOUND + 1);
        assertThat(replays.senders())
                .as("those of exactly a bound ago are still kept")
                .isBetween(1, 5001);

        replays.isNew("a", 2, 2 * BOUND + 2);

        assertThat(replays.senders()).isEqualTo(1);
    }
}
