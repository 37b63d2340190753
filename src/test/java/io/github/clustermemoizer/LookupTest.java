package io.github.clustermemoizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // the scope is there to be open
class LookupTest {
    private static final StatementKey KEY = StatementKey.of("select 1").tagged("ones");

    private final RecordingBroadcaster peers = new RecordingBroadcaster();
    private final Memoizer memoizer = Memoizer.builder().broadcaster(peers).build();

    private Lookup lookup() {
        return Lookup.of(memoizer, KEY);
    }

    @Test
    void keep_afterAMiss_isKeptWithItsTagsAndNotSent() {
        Lookup lookup = lookup();
        assertThat(lookup.isPresent()).isFalse();
        assertThatThrownBy(lookup::value).hasMessage("there is no value; ask isPresent() first");
        assertThat(lookup.keep("loaded")).isTrue();

        assertThat(lookup().value()).isEqualTo("loaded");
        assertThat(peers.sent()).isEmpty();
        MemoizerStats stats = memoizer.stats();
        assertThat(List.of(stats.hits(), stats.misses(), stats.loads(), stats.loadsNotKept()))
                .containsExactly(1L, 1L, 1L, 0L);
        memoizer.flush(Flush.tag("ones"));
        assertThat(memoizer.isCached(KEY.text())).isFalse();
    }

    @Test
    void keep_null_isAValue() {
        lookup().keep(null);

        assertThat(lookup().isPresent()).isTrue();
        assertThat(lookup().value()).isNull();
        assertThatThrownBy(() -> lookup().keep("other")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keep_flushedSinceTheLookup_isNotKept() {
        for (Flush flush : List.of(Flush.statement(KEY.text()), Flush.tag("ones"), Flush.everything())) {
            Lookup lookup = lookup();
            assertThat(lookup.isCurrent()).isTrue();
            peers.target().flushLocal(flush);

            assertThat(lookup.isCurrent()).isFalse();
            assertThat(lookup.keep("old")).isFalse();
            assertThat(lookup().isPresent()).isFalse();
        }
        assertThat(memoizer.explain(KEY.text()).events().get(0).kind())
                .isEqualTo(Explanation.Kind.NOT_KEPT_AFTER_FLUSH);
    }

    @Test
    void keep_inAScope_isKeptWithItsCommit() {
        for (boolean inside : new boolean[] {true, false}) {
            memoizer.flushLocal(KEY.text());
            Lookup before = lookup();
            try (FlushScope scope = memoizer.flushScope()) {
                Lookup lookup = inside ? lookup() : before;
                assertThat(lookup.isShareable()).isEqualTo(!inside);
                assertThat(lookup.keep("uncommitted")).isTrue();
                assertThat(lookup().isPresent()).isFalse();
                scope.commit();
            }
            assertThat(lookup().value()).isEqualTo("uncommitted");
        }
    }

    @Test
    void keep_afterTheScopeOfItsLookup_isNotKept() {
        Lookup lookup;
        try (FlushScope scope = memoizer.flushScope()) {
            lookup = lookup();
        }
        assertThat(lookup.keep("uncommitted")).isFalse();
        assertThat(lookup().isPresent()).isFalse();
    }

    @Test
    void of_inAScopeThatFlushed_findsNothingButItsSeed() {
        memoizer.seed(KEY, "old");
        try (FlushScope scope = memoizer.flushScope()) {
            assertThat(lookup().value()).isEqualTo("old");
            memoizer.flush(Flush.tag("ones"));
            assertThat(lookup().isPresent()).isFalse();
            memoizer.seed(KEY, "new");
            assertThat(lookup().value()).isEqualTo("new");
        }
    }
}
