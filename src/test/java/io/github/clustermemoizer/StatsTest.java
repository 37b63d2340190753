package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the scope is there to be open
class StatsTest {
    private final Memoizer memoizer = Memoizer.builder().build();

    @Test
    void puts_loadsAndSeeds_areCountedIfTheyAreKept() {
        memoizer.memoize("a", () -> 1);
        memoizer.memoize("a", () -> 2);
        memoizer.seed("b", 1);
        memoizer.memoize("c", () -> memoizer.flushLocal("c"));
        assertThatThrownBy(() -> memoizer.memoize("d", () -> {
                    throw new IllegalStateException("down");
                }))
                .hasMessage("down");
        try (FlushScope scope = memoizer.flushScope()) {
            memoizer.memoize("e", () -> 1);
        }

        assertThat(memoizer.stats().puts()).isEqualTo(2);
        assertThat(memoizer.stats().loads()).isEqualTo(3);
    }
}
