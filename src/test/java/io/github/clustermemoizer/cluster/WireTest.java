package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Flush;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    private static final int LIMIT = Wire.queryLimit("/SYSTEM/flush-memoized-statement");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "+",
                "%",
                "%2B",
                "&",
                "=",
                "#",
                ";",
                "?",
                "/",
                "\n",
                "\r\n",
                "\0",
                "\u007f",
                "\u0080\u07ff\u0800\uffff\ufeff",
                "\uD83D\uDE00 \uDBFF\uDFFF",
                "statement=a&all=true",
                "\"'<>{}|\\^`[]"
            })
    void parameter_anyText_comesBackAsItWas(String text) throws Exception {
        String parameter = Wire.parameter(Flush.statement(text), LIMIT);

        assertThat(parameter).matches("statement=[A-Za-z0-9._~*%+-]*");
        assertThat(Wire.parse(parameter).flushes()).containsExactly(Flush.statement(text));
        assertThat(URLDecoder.decode(parameter.substring("statement=".length()), StandardCharsets.UTF_8))
                .as("form encoding, as the JDK has it")
                .isEqualTo(text);
    }

    @Test
    void parameter_randomTexts_comeBackAsTheyWere() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .map(c -> random.nextBoolean() ? c % 128 : c)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());

            assertThat(Wire.parse(Wire.parameter(Flush.statement(text), LIMIT)).flushes())
                    .containsExactly(Flush.statement(text));
        }
    }

    @Test
    void parameter_tooLong_goesByDigest() throws Exception {
        for (String unit : List.of("x", "\u20ac", "\uD83D\uDE00")) {
            String text = unit.repeat(100_000 / unit.length());

            String parameter = Wire.parameter(Flush.statement(text), LIMIT);

            assertThat(parameter).startsWith("digest=").hasSize(50);
            assertThat(Wire.parse(parameter).flushes())
                    .containsExactly(Flush.statement(text).byDigest());
        }
    }

    @Test
    void parameter_atTheLimit_goesAsText() {
        String fits = "x".repeat(LIMIT - "statement=".length());

        assertThat(Wire.parameter(Flush.statement(fits), LIMIT)).hasSize(LIMIT).startsWith("statement=");
        assertThat(Wire.parameter(Flush.statement(fits + "x"), LIMIT)).startsWith("digest=");
        assertThat("GET /SYSTEM/flush-memoized-statement?" + "x".repeat(LIMIT) + " HTTP/1.1\r\n")
                .hasSize(Wire.REQUEST_LINE_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uD800", "\uDC00a", "\uD800\uD800", "\uDC00\uD800"})
    void parameter_loneSurrogate_goesByDigestSinceUtf8HasNoFormForIt(String text) throws Exception {
        String parameter = Wire.parameter(Flush.statement(text), LIMIT);

        assertThat(parameter).startsWith("digest=");
        assertThat(Wire.parse(parameter).flushes())
                .containsExactly(Flush.statement(text).byDigest());
    }

    @Test
    void parameter_otherKinds_comeBackOrWiden() throws Exception {
        for (Flush flush : List.of(
                Flush.prefix("select * from t&"),
                Flush.matching("*[a-z]?\\*"),
                Flush.tag("greebles"),
                Flush.everything())) {
            assertThat(Wire.parse(Wire.parameter(flush, LIMIT)).flushes()).containsExactly(flush);
        }
        assertThat(Wire.parameter(Flush.prefix("x".repeat(10_000)), LIMIT)).isEqualTo("all=true");
        assertThat(Wire.parameter(Flush.matching("\u20ac".repeat(3000)), LIMIT)).isEqualTo("all=true");
        assertThat(Wire.parameter(Flush.prefix("\uD800"), LIMIT)).isEqualTo("all=true");
    }

    @Test
    void unreadable_everyKind_tellsNoText() throws Exception {
        for (Flush flush : List.of(Flush.statement("select secret"), Flush.tag("secret"))) {
            assertThat(Wire.unreadable(flush)).matches("(tag-)?digest=[A-Za-z0-9_-]{43}");
            assertThat(Wire.parse(Wire.unreadable(flush)).flushes()).containsExactly(flush.byDigest());
            assertThat(Wire.parse(Wire.parameter(flush.byDigest(), LIMIT)).flushes())
                    .containsExactly(flush.byDigest());
            assertThat(Wire.unreadable(flush.byDigest())).isEqualTo(Wire.unreadable(flush));
        }
        for (Flush flush : List.of(Flush.prefix("secret"), Flush.matching("*secret*"), Flush.everything())) {
            assertThat(Wire.unreadable(flush)).isEqualTo("all=true");
        }
    }

    @Test
    void parse_several_inOrder() throws Exception {
        String digest = Flush.statement("c").byDigest().text();

        assertThat(Wire.parse("statement=a&statement=&digest=" + digest + "&all=true")
                        .flushes())
                .containsExactly(Flush.statement("a"), Flush.statement(""), Flush.digest(digest), Flush.everything());
        assertThat(Wire.parse("").flushes()).isEmpty();
        assertThat(Wire.parse(null).flushes()).isEmpty();
    }

    @Test
    void hashes_any_comeBackBesideTheRest() throws Exception {
        int[] hashes = {0, -1, Integer.MIN_VALUE, "select 1".hashCode()};
        String parameter = Wire.hashes(hashes);

        assertThat(parameter).hasSize(Wire.lengthOfHashes(hashes.length)).matches("hashes=[A-Za-z0-9_-]+");
        Drops drops = Wire.parse("tag=a&" + parameter + "&tag=b");
        assertThat(drops.hashes()).containsExactly(hashes);
        assertThat(drops.flushes()).containsExactly(Flush.tag("a"), Flush.tag("b"));
        for (int count = 1; count < 200; count++) {
            assertThat(Wire.hashes(new int[count])).hasSize(Wire.lengthOfHashes(count));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&",
                "hashes",
                "hashes=",
                "hashes=AAAA",
                "hashes=AAAAAAA",
                "hashes=AAAA+A",
                "hashes=AAAAAA&hashes=AAAAAA",
                "statement",
                "statement=a&",
                "&statement=a",
                "statement=a&&statement=b",
                "Statement=a",
                "%73tatement=a",
                "news=a",
                "statement=a&news=b",
                "all",
                "all=",
                "all=false",
                "all=TRUE",
                "digest=",
                "digest=abc",
                "tag-digest=",
                "tag-digest=greebles",
                "matching=%5Ba",
                "matching=%5C",
                "tag=",
                "prefix",
                "statement=%",
                "statement=%4",
                "statement=%zz",
                "statement=%4g",
                "statement=%+4",
                "statement=%\u0664\u0661",
                "statement=%E4",
                "statement=%C0%80",
                "statement=%C1%BF",
                "statement=%E0%80%80",
                "statement=%ED%A0%80",
                "statement=%F4%90%80%80",
                "statement=%F8%88%80%80%80",
                "statement=%80",
                "statement=%E2%82",
                "statement=a b",
                "statement=a\nb",
                "statement=\u00e4",
                "statement=\u20ac"
            })
    void parse_notEntirelyUnderstood_throws(String query) {
        assertThatThrownBy(() -> Wire.parse(query)).isInstanceOf(Wire.MalformedQueryException.class);
    }
}
