package io.github.clustermemoizer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void write_everyKind_readBackIsTheSame() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "a \"quoted\" \\ </script> & \u2028 line\nbreak, שלום, 😀 and half a \ud83d");
        value.put("numbers", List.of(0L, -1L, Long.MAX_VALUE, 0.5, -1e300, 1e-9));
        value.put("others", Arrays.asList(true, false, null));
        value.put("empty", List.of(Map.of(), List.of(), ""));

        assertThat(Json.read(Json.write(value))).isEqualTo(value);
    }

    @Test
    void write_text_hasNoCharacterThatEndsATagOrALine() {
        assertThat(Json.write("</script><!--\n\r\u2028\u2029&\u0000\u007f"))
                .doesNotContainPattern("[<>&\\p{Cntrl}\u2028\u2029]");
    }

    @Test
    void write_valueWithoutJson_throws() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.write(Map.of(1, 2))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.write(new Object())).hasMessage("there is no JSON for a java.lang.Object");
    }

    @Test
    void write_tooManyLevels_throws() {
        List<Object> round = new ArrayList<>();
        round.add(round);

        assertThatThrownBy(() -> Json.write(round)).hasMessage("JSON must not have more than 32 levels");
    }

    @Test
    void read_blanksAndEscapes_areUnderstood() {
        assertThat(Json.read(" { \"a\\u0041\\/\\b\\f\\n\\r\\t\" :\t[ 1 , 2.50e1 ,\r\n-0 ] } "))
                .isEqualTo(Map.of("aA/\b\f\n\r\t", List.of(1L, 25.0, 0L)));
        assertThat(Json.read("123456789012345678901234567890")).isEqualTo(1.2345678901234568E29);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{a:1}",
                "{1:2}",
                "{\"a\":1,\"a\":2}",
                "\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\n\"",
                "01",
                "+1",
                "1.",
                ".5",
                "1e",
                "-",
                "0x1",
                "NaN",
                "Infinity",
                "1e999",
                "tru",
                "nul",
                "'a'",
                "1 2",
                "[1]]",
                "// a\n1",
                "\uFEFF1"
            })
    void read_notJson_throwsWithoutQuoting(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("not JSON at character ");
    }

    @Test
    void read_tooManyLevels_throwsAndDoesNotOverflow() {
        String deep = "[".repeat(100_000);

        assertThatThrownBy(() -> Json.read(deep)).hasMessageEndingWith("there must not be more than 32 levels");
        assertThat(Json.read("[".repeat(32) + "1" + "]".repeat(32))).isInstanceOf(List.class);
    }

    @Test
    void read_result_cannotBeChanged() {
        assertThatThrownBy(() -> ((Map<?, ?>) Json.read("{\"a\":1}")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) Json.read("[1]")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
