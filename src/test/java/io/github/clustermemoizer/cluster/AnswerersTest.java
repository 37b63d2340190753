package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerersTest {
    private final Answerers answerers = new Answerers();

    private String ask(String query) {
        try {
            return String.valueOf(answerers.answer(new Incoming(null, "/", query, Map.of())));
        } catch (Wire.MalformedQueryException e) {
            throw new AssertionError(e);
        }
    }

    /** Each answer asks the next, so that all are being answered at once. */
    @Test
    void answer_moreThanItsOwnLimit_isAskedToComeAgain() {
        answerers.put("doctor", 2, (request, about) -> "then " + ask("doctor"));
        answerers.put("other", about -> "other");

        assertThat(ask("ask=doctor")).isEqualTo("then then null");
        assertThat(ask("doctor")).isEqualTo("then then null");
        assertThat(ask("ask=other")).isEqualTo("other");
    }

    @Test
    void answer_allOthersAreBusy_isAnsweredWithinItsOwnLimit() {
        answerers.put(
                "busy",
                about -> about.length() < Answerers.MOST_UNDER_WAY
                        ? ask("ask=busy&about=x" + about)
                        : ask("ask=busy") + ask("ask=quick"));
        answerers.put("quick", 1, (request, about) -> "quick");

        assertThat(ask("ask=busy&about=x")).isEqualTo("nullquick");
    }
}
