package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentFlushesTest {
    private static final Flush PREFIX = Flush.prefix("select");

    @Test
    void drop_narrowFlush_concernsWhatItNamesAndWhatIsNotNewer() {
        RecentFlushes recent = RecentFlushes.NONE.with(PREFIX, 10);

        assertThat(recent.drop("select 1", 10)).isTrue();
        assertThat(recent.drop("select 1", 11)).isFalse();
        assertThat(recent.drop("update", 1)).isFalse();
    }

    @Test
    void with_everything_standsForWhatIsNotLater() {
        RecentFlushes recent =
                RecentFlushes.NONE.with(PREFIX, 8).with(PREFIX, 12).with(Flush.everything(), 10);

        assertThat(recent.flushes()).containsExactly(new RecentFlushes.Timed(PREFIX, 12));
        assertThat(recent.drop("update", 10)).isTrue();
        assertThat(recent.drop("update", 11)).isFalse();
        assertThat(recent.drop("select 1", 12)).as("written before, and later").isTrue();
    }

    @Test
    void with_earlierThanEverything_addsNothing() {
        RecentFlushes recent = RecentFlushes.NONE.with(Flush.everything(), 10);

        assertThat(recent.with(PREFIX, 10)).isSameAs(recent);
        assertThat(recent.with(PREFIX, 11)).isNotSameAs(recent);
        assertThat(RecentFlushes.ALL.with(PREFIX, 11)).isSameAs(RecentFlushes.ALL);
    }
}
