package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the scope is there to be open
class LoadWrapperTest {
    private final List<String> wrapped = new ArrayList<>();
    private final Memoizer memoizer =
            Memoizer.builder().loadWrapper(new Recorder()).build();

    @Test
    void memoize_miss_runsInTheWrapperAndAHitDoesNot() {
        memoizer.memoize("a", () -> {
            wrapped.add("loading");
            return 1;
        });

        assertThat(memoizer.<Integer, RuntimeException>memoize("a", () -> 2)).isEqualTo(1);
        assertThat(wrapped).containsExactly("before a", "loading", "after a");
    }

    @Test
    void memoize_inAScope_runsInTheWrapper() {
        try (FlushScope scope = memoizer.flushScope()) {
            memoizer.memoize("a", () -> 1);
        }

        assertThat(wrapped).containsExactly("before a", "after a");
    }

    @Test
    void memoize_loaderThrows_throwsTheSame() {
        var down = new IOException("down");

        assertThatThrownBy(() -> memoizer.memoize("a", () -> {
                    throw down;
                }))
                .isSameAs(down);
        assertThat(wrapped).containsExactly("before a", "after a");
    }

    private final class Recorder implements LoadWrapper {
        @Override
        public <V, E extends Exception> V load(String statement, Loader<V, E> loader) throws E {
            wrapped.add("before " + statement);
            try {
                return loader.load();
            } finally {
                wrapped.add("after " + statement);
            }
        }
    }
}
