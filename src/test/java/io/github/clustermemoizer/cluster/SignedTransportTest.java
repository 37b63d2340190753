package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose answers are believed: a flush that is lost on a forged "Successful." would be lost for good. */
class SignedTransportTest {
    private static final URI PEER = URI.create("http://127.0.0.1:1");
    private static final String PATH = "/flush";
    private static final String SECRET = "known to the servers of this cluster";
    private static final String OTHER = "known to somebody else, and as long";

    private final List<Map<String, String>> sent = new ArrayList<>();
    private final Seal seal = seal(SECRET);
    private UnaryOperator<Transport.@Nullable Reply> attack = UnaryOperator.identity();
    private final SignedTransport insisting = new SignedTransport(this::answer, PATH, seal, false);
    private final SignedTransport accepting = new SignedTransport(this::answer, PATH, seal, true);

    private static Seal seal(String secret) {
        return new Secrets(secret, null).seal();
    }

    /** Answers as a peer with that seal would. */
    private static Transport.Reply reply(Seal seal, Map<String, String> asked) {
        var headers = new HashMap<>(Headers.ofReply("peer", 5, true));
        String signature = asked.get(Headers.SIGNATURE);
        if (signature != null) {
            headers.put(Headers.SIGNATURE, seal.sign(SignedText.ofReply(signature, Wire.SUCCESSFUL, headers)));
        }
        return new Transport.Reply(200, Wire.SUCCESSFUL, headers);
    }

    private void answer(
            URI peer,
            String target,
            Map<String, String> headers,
            BiConsumer<Transport.@Nullable Reply, @Nullable Throwable> then) {
        sent.add(headers);
        then.accept(attack.apply(reply(seal, headers)), null);
    }

    private record Outcome(
            Transport.@Nullable Reply reply, @Nullable Throwable failure) {}

    private Outcome get(String target, boolean acceptUnsigned, UnaryOperator<Transport.@Nullable Reply> attack) {
        this.attack = attack;
        var outcomes = new ArrayList<Outcome>();
        (acceptUnsigned ? accepting : insisting).get(PEER, target, Map.of(Headers.NODE, "me"), outcome(outcomes));
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    private static BiConsumer<Transport.@Nullable Reply, @Nullable Throwable> outcome(List<Outcome> outcomes) {
        return (reply, failure) -> outcomes.add(new Outcome(reply, failure));
    }

    private void assertNotBelieved(UnaryOperator<Transport.@Nullable Reply> attack) {
        Outcome outcome = get(PATH + "?statement=a", false, attack);

        assertThat(outcome.reply).isNull();
        assertThat(outcome.failure).isInstanceOf(SignedTransport.NotSignedException.class);
    }

    private static UnaryOperator<Transport.@Nullable Reply> with(String header, @Nullable String value) {
        return reply -> {
            var headers = new HashMap<>(reply.headers());
            if (value == null) {
                headers.remove(header);
            } else {
                headers.put(header, value);
            }
            return new Transport.Reply(200, reply.body(), headers);
        };
    }

    @Test
    void get_signedAnswer_isBelieved() {
        assertThat(get(PATH, false, reply -> reply).reply).isNotNull();
        assertThat(get(PATH + "?statement=a", false, reply -> reply).reply).isNotNull();
        assertThat(sent.get(0)).containsEntry(Headers.SEQUENCE, "1");
        assertThat(seal.isGood(
                        SignedText.ofRequest(PATH, "statement=a", sent.get(1)),
                        sent.get(1).get(Headers.SIGNATURE)))
                .isTrue();
    }

    @Test
    void get_answerOfSomebodyElse_isAFailure() {
        assertNotBelieved(with(Headers.SIGNATURE, null));
        assertNotBelieved(with(Headers.SIGNATURE, ""));
        assertNotBelieved(with(Headers.SIGNATURE, "A".repeat(43)));
        assertNotBelieved(any -> new Transport.Reply(200, Wire.SUCCESSFUL, Map.of()));
        assertNotBelieved(any -> reply(seal(OTHER), sent.get(sent.size() - 1)));
    }

    @Test
    void get_answerThatWasAltered_isAFailure() {
        assertNotBelieved(with(Headers.NODE, "other"));
        assertNotBelieved(with(Headers.NODE, null));
        assertNotBelieved(with(Headers.TOKEN, "peer:6"));
        assertNotBelieved(with(Headers.TOKEN, null));
        assertNotBelieved(with(Headers.MET, "false"));
        assertNotBelieved(with(Headers.MET, null));
    }

    @Test
    void get_answerToAnotherRequest_isAFailure() {
        Outcome before = get(PATH + "?statement=a", false, reply -> reply);

        assertNotBelieved(any -> before.reply);
    }

    @Test
    void get_requestAsAnAnswer_isAFailure() {
        assertNotBelieved(with(Headers.SIGNATURE, seal.sign(SignedText.ofRequest(PATH, "statement=a", Map.of()))));
    }

    @Test
    void get_refusal_passesAsItIs() {
        var refusal = new Transport.Reply(403, "Forbidden.", Map.of());
        var failure = new IOException("cut");

        assertThat(get(PATH, false, any -> refusal)).isEqualTo(new Outcome(refusal, null));
        var outcomes = new ArrayList<Outcome>();
        new SignedTransport((peer, path, headers, then) -> then.accept(null, failure), PATH, seal, false)
                .get(PEER, PATH, Map.of(), outcome(outcomes));
        assertThat(outcomes).containsExactly(new Outcome(null, failure));
    }

    @Test
    void get_onTheWayFromUnsigned_believesWhatIsNotSignedAndNotWhatIsSignedBadly() {
        assertThat(get(PATH, true, with(Headers.SIGNATURE, null)).reply).isNotNull();
        assertThat(get(PATH, true, with(Headers.SIGNATURE, "A".repeat(43))).reply)
                .isNull();
    }

    @Test
    void get_anotherPath_isNotSigned() {
        var page = new Transport.Reply(200, "a page", Map.of());

        assertThat(get("/flushed?a", false, any -> page).reply).isEqualTo(page);
        assertThat(sent.get(0)).isEqualTo(Map.of(Headers.NODE, "me"));
    }
}
