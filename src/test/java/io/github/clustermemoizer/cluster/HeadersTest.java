package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    private static final String OWN = "0b6f7c1e-0000-4000-8000-000000000001";
    private static final String PEER = "0b6f7c1e-0000-4000-8000-000000000002";

    private static Greeting read(Map<String, String> headers, long now) {
        return Headers.greeting(headers::get, OWN, now);
    }

    @Test
    void token_comesBackAsTheTimeOfItsIssue() {
        String token = Headers.ofReply(OWN, 123_456_789, false).get(Headers.TOKEN);

        Greeting greeting = read(Headers.ofRequest(PEER, 5_999_999, null, token, true), 200_000_000);

        assertThat(greeting).isEqualTo(new Greeting(PEER, 123_456_789, 5_000_000, true));
    }

    @Test
    void request_noToken_isNoGreeting() {
        assertThat(read(Headers.ofRequest(PEER, 0, null, null, false), 1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                OWN,
                OWN + ":",
                OWN + ":-1",
                OWN + ":+1",
                OWN + ":1 ",
                OWN + ":0x1",
                OWN + ":1e3",
                OWN + ":٣",
                OWN + ":9999999999999999999",
                OWN + ":101",
                PEER + ":5",
                "x" + OWN + ":5"
            })
    void echo_notOneThatWeIssuedUntilNow_isNoGreeting(String echo) {
        assertThat(read(Headers.ofRequest(PEER, 0, null, echo, false), 100)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\n",
                "ä",
                "<script>",
                "0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void node_notAnInstanceId_isNobody(String node) {
        var headers = new HashMap<>(Headers.ofRequest(PEER, 0, null, OWN + ":5", false));
        headers.put(Headers.NODE, node);

        assertThat(Headers.node(headers::get)).isNull();
        assertThat(read(headers, 100)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "old", "99999999999999999999"})
    void age_notANumber_countsAsYoung(String age) {
        var headers = new HashMap<>(Headers.ofRequest(PEER, 7_000_000, null, OWN + ":5", false));
        headers.put(Headers.AGE, age);

        assertThat(read(headers, 100).age()).isZero();
    }

    @Test
    void age_hugeNumber_doesNotOverflow() {
        var headers = new HashMap<>(Headers.ofRequest(PEER, 0, null, OWN + ":5", false));
        headers.put(Headers.AGE, "999999999999999999");

        assertThat(read(headers, 100).age()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void met_isWhatTheReplySays() {
        assertThat(Headers.isMet(Headers.ofReply(OWN, 1, true))).isTrue();
        assertThat(Headers.isMet(Headers.ofReply(OWN, 1, false))).isFalse();
        assertThat(Headers.isMet(Map.of())).isFalse();
    }
}
