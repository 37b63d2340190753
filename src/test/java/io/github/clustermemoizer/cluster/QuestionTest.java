package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "select 'ü & = + % 😀' -- &ask=other\n", "שלום"})
    void parse_whatWasSaid_isTheSame(String about) throws Exception {
        var question = new Question("who-am-i", about);

        String query = question.query(1000);

        assertThat(query).matches("[!-~]+");
        assertThat(Question.isOne(query)).isTrue();
        assertThat(Question.parse(query)).isEqualTo(question);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ask=",
                "ask=A",
                "ask=a-",
                "ask=a--b",
                "ask=a-b-c-d-e",
                "ask=aaaaaaaaaaaaaaaaaaaaa",
                "ask=a&statement=b",
                "ask=a&about=b&all=true",
                "ask=a&about=%",
                "ask=a&about=%FF",
                "ask=a&ask=b",
                "ask=a%20"
            })
    void parse_anythingElse_isMalformed(String query) {
        assertThat(Question.isOne(query)).isTrue();
        assertThatThrownBy(() -> Question.parse(query)).isInstanceOf(Wire.MalformedQueryException.class);
    }

    @Test
    void parse_longerThanAnyOfOurs_isMalformed() {
        assertThatThrownBy(() -> Question.parse("ask=a&about=" + "b".repeat(Wire.LONGEST_QUERY)))
                .isInstanceOf(Wire.MalformedQueryException.class);
    }

    @Test
    void new_null_isNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Question(null, "about"))
                .withMessage("question");
        assertThatNullPointerException()
                .isThrownBy(() -> new Question("explain", null))
                .withMessage("about");
    }

    @Test
    void query_tooLong_saysSo() {
        assertThatThrownBy(() -> new Question("explain", "a".repeat(200)).query(100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("what a question is about must not take more than 100 characters when encoded, and not have"
                        + " half a character, but has 200 characters");
    }

    @Test
    void isOne_flushesAndHeartbeats_areNone() {
        assertThat(Question.isOne(null)).isFalse();
        assertThat(Question.isOne("")).isFalse();
        assertThat(Question.isOne("statement=ask=a")).isFalse();
    }
}
