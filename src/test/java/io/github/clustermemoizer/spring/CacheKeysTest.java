package io.github.clustermemoizer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.StatementKey;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.cache.interceptor.SimpleKeyGenerator;

class CacheKeysTest {
    record Place(String shelf, int number) {}

    private final CacheKeys keys = new CacheKeys("greebles", UnaryOperator.identity());

    private String text(Object key) {
        return keys.statement(key).text();
    }

    @Test
    void statement_anyKeyThatSpringMakes_hasATextThatNamesItsParts() {
        assertThat(text(43)).isEqualTo("cache greebles <- 43");
        assertThat(text("O'Brien")).isEqualTo("cache greebles <- 'O''Brien'");
        assertThat(text(SimpleKey.EMPTY)).isEqualTo("cache greebles");
        assertThat(text(SimpleKeyGenerator.generateKey("a", 1L))).isEqualTo("cache greebles <- 'a', 1L");
        assertThat(text(SimpleKeyGenerator.generateKey(new Object[] {null}))).isEqualTo("cache greebles <- null");
        assertThat(text(SimpleKeyGenerator.generateKey(1, List.of("a", "b"), null)))
                .isEqualTo("cache greebles <- 1, ('a', 'b'), null");
        assertThat(text(DayOfWeek.MONDAY)).isEqualTo("cache greebles <- enum 'java.time.DayOfWeek.MONDAY'");
        assertThat(text(LocalDate.of(2026, 11, 23))).isEqualTo("cache greebles <- LocalDate '2026-11-23'");
        assertThat(keys.statement(43).tags()).containsExactly("greebles");
        assertThat(keys.statement(SimpleKey.EMPTY).tags()).containsExactly("greebles");
    }

    @Test
    void statement_ofDifferentKeys_isDifferent() {
        List<Object> different = List.of(
                1,
                1L,
                "1",
                "1, 2",
                List.of(1, 2),
                List.of("1", "2"),
                new SimpleKey(1, 2),
                new SimpleKey("1", "2"),
                new SimpleKey("1, 2", ""),
                new SimpleKey("a,b", "c"),
                new SimpleKey("a", "b,c"),
                new SimpleKey("a'", "b"),
                SimpleKey.EMPTY,
                new SimpleKey((Object) null),
                "null",
                "",
                List.of());
        assertThat(different.stream().map(this::text)).doesNotHaveDuplicates();
        assertThat(Stream.of("a", "a <- 1", "a <- 'b'", "cache a")
                        .map(name -> new CacheKeys(name, key -> key)
                                .statement(SimpleKey.EMPTY)
                                .text()))
                .doesNotHaveDuplicates();
    }

    @Test
    void statement_ofAStatementKey_hasItsTextAndTags() {
        StatementKey key = keys.statement(StatementKey.of("select ?", 1).tagged("ones"));
        assertThat(key.text()).isEqualTo("cache greebles <- 'select ? <- 1'");
        assertThat(key.tags()).isEqualTo(Set.of("greebles", "ones"));
    }

    @Test
    void statement_keyWithoutAText_isRefusedWithAWayOut() {
        assertThatThrownBy(() -> text(new Place("A", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("key of cache 'greebles' must have a text that is the same on all servers: ")
                .hasMessageContaining("CacheKeysTest$Place")
                .hasMessageContaining("key = \"#greeble.id\"");
        assertThatThrownBy(() -> text(new SimpleKey("a", new Object()))).hasMessageContaining("argument 2 must be");
        assertThatThrownBy(() -> text(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
    }

    @Test
    void statement_withAConverter_isThatOfWhatItMakes() {
        var converting = new CacheKeys(
                "greebles", key -> key instanceof Place place ? List.of(place.shelf(), place.number()) : key);
        assertThat(converting.statement(new Place("A", 1)).text()).isEqualTo("cache greebles <- ('A', 1)");
        assertThat(converting.statement(1).text()).isEqualTo("cache greebles <- 1");
    }

    @Test
    void new_nameThatIsNoTag_saysSo() {
        assertThatThrownBy(() -> new CacheKeys("", UnaryOperator.identity()))
                .hasMessage("name of a cache must be one for a tag, too: tag must not be empty");
    }
}
