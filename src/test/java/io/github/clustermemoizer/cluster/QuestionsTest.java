package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clustermemoizer.Explanation;
import io.github.clustermemoizer.Flush;
import io.github.clustermemoizer.MemoizerStats;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers ask each other, on the way of the flushes. */
@Timeout(60)
class QuestionsTest {
    private static final String SECRET = "server-cluster.secret = known to the servers of this cluster";

    private static TestCluster cluster(String more, String... own) {
        return new TestCluster(3, """
                server-cluster.enabled = true
                server-cluster.peers = %peers%
                server-cluster.allowed-requesters = 127.0.0.*
                """ + more + "\n", own);
    }

    private static Map<URI, PeerReply> ask(TestCluster cluster, String question, String about) throws Exception {
        return cluster.node(0).broadcaster.ask(question, about).get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", SECRET})
    void ask_anything_everyOtherServerAnswers(String secret) throws Exception {
        try (var cluster = cluster(secret)) {
            for (int i = 0; i < 3; i++) {
                int me = i;
                cluster.node(i).broadcaster.answer("echo-of", about -> "[\"" + me + " " + about + "\"]");
            }

            for (int again = 0; again < 3; again++) {
                assertThat(ask(cluster, "echo-of", "grün & = 43"))
                        .isEqualTo(Map.of(
                                cluster.node(1).uri(), new PeerReply(200, "[\"1 grün & = 43\"]", Optional.empty()),
                                cluster.node(2).uri(), new PeerReply(200, "[\"2 grün & = 43\"]", Optional.empty())));
            }
        }
    }

    @Test
    void ask_one_isAnsweredByThatOneAndNobodyElse() throws Exception {
        try (var cluster = cluster(SECRET)) {
            cluster.node(2).broadcaster.answer("echo-of", about -> "[\"" + about + "\"]");
            ClusterBroadcaster broadcaster = cluster.node(0).broadcaster;

            assertThat(broadcaster.ask(cluster.node(2).uri(), "echo-of", "you").get(30, TimeUnit.SECONDS))
                    .isEqualTo(new PeerReply(200, "[\"you\"]", Optional.empty()));
            assertThat(broadcaster
                            .ask(cluster.node(0).uri(), "echo-of", "me")
                            .get(30, TimeUnit.SECONDS)
                            .failure())
                    .contains("it is this server");
            assertThat(broadcaster
                            .ask(URI.create("http://127.0.0.9:1"), "echo-of", "nobody")
                            .get(30, TimeUnit.SECONDS)
                            .failure())
                    .contains("it is not listed any more");
        }
    }

    @Test
    void flushByHand_anywhere_dropsHereAndOnPeersAndSaysWhoOrderedIt() throws Exception {
        try (var cluster = cluster(SECRET)) {
            cluster.nodes.forEach(node -> node.memoizer.memoize("a", () -> 1));

            assertThat(cluster.node(0)
                            .broadcaster
                            .flushByHand(Flush.statement("a"))
                            .await(Duration.ofSeconds(20)))
                    .isTrue();

            assertThat(cluster.nodes).noneMatch(node -> node.memoizer.isCached("a"));
            assertThat(cluster.node(0).memoizer.explain("a").events().get(0).kind())
                    .isEqualTo(Explanation.Kind.FLUSHED);
            assertThat(cluster.node(1).memoizer.explain("a").events().get(0).kind())
                    .isEqualTo(Explanation.Kind.FLUSHED_BY_PEER);
        }
    }

    @Test
    void ask_whoHasNoAnswer_saysBadRequest() throws Exception {
        try (var cluster = cluster("")) {
            cluster.node(1).broadcaster.answer("known", about -> "1");

            assertThat(statuses(ask(cluster, "known", ""))).containsExactly(200, 400);
            assertThatThrownBy(() -> cluster.node(0).broadcaster.ask("Known", ""))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cluster.node(0).broadcaster.ask("known", "a".repeat(6000)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void ask_answererThrows_saysFailedAndNoMore() throws Exception {
        try (var cluster = cluster("")) {
            cluster.node(1).broadcaster.answer("bad", about -> {
                throw new IllegalStateException("a secret of this server");
            });

            PeerReply reply = ask(cluster, "bad", "").get(cluster.node(1).uri());

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.body()).isEqualTo("Failed.");
        }
    }

    @Test
    void ask_tooManyAtOnce_areToldToComeAgain() throws Exception {
        try (var cluster = cluster("")) {
            var entered = new CountDownLatch(Answerers.MOST_UNDER_WAY);
            var released = new CountDownLatch(1);
            cluster.node(1).broadcaster.answer("slow", about -> {
                entered.countDown();
                try {
                    assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return "1";
            });
            var under = new ArrayList<Thread>();
            for (int i = 0; i < Answerers.MOST_UNDER_WAY; i++) {
                under.add(new Thread(
                        () -> RawHttp.get(cluster.node(1).uri(), "/SYSTEM/flush-memoized-statement?ask=slow")));
                under.get(i).start();
            }
            assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(RawHttp.get(cluster.node(1).uri(), "/SYSTEM/flush-memoized-statement?ask=slow")
                            .status())
                    .isEqualTo(503);

            released.countDown();
            for (Thread thread : under) {
                thread.join();
            }
        }
    }

    @Test
    void ask_notAllowed_isRefusedAndToldTheRule() {
        try (var cluster = cluster("")) {
            cluster.node(1).broadcaster.answer("known", about -> "1");
            String target = "/SYSTEM/flush-memoized-statement?ask=known";

            assertThat(RawHttp.get(cluster.node(1).uri(), target).body()).isEqualTo("1");
            assertThat(RawHttp.send("127.9.9.9", cluster.node(1).uri(), "GET", target))
                    .extracting(RawHttp.Answer::status, RawHttp.Answer::body)
                    .containsExactly(403, "{\"refused\":\"not-allowed\",\"address\":\"127.9.9.9\"}");
        }
    }

    @Test
    void ask_signedCluster_answersNobodyWithoutTheSecret() throws Exception {
        try (var cluster = cluster("", SECRET, SECRET, "")) {
            cluster.nodes.forEach(node -> node.broadcaster.answer("known", about -> "1"));
            String target = "/SYSTEM/flush-memoized-statement?ask=known";

            assertThat(RawHttp.get(cluster.node(0).uri(), target).status()).isEqualTo(403);
            assertThat(statuses(ask(cluster, "known", ""))).containsExactly(200, 0);
            assertThat(ask(cluster, "known", "").get(cluster.node(2).uri()).failure())
                    .contains("its answer is not signed; set server-cluster.secret there too, or"
                            + " server-cluster.accept-unsigned here until then");
        }
    }

    @Test
    void memoizers_attached_areSeen() throws Exception {
        try (var cluster = cluster("")) {
            cluster.node(0).memoizer.memoize("a", () -> 1);

            assertThat(cluster.node(0).broadcaster.memoizers()).singleElement().satisfies(view -> {
                assertThat(view.stats()).extracting(MemoizerStats::loads).isEqualTo(1L);
                assertThat(view.explain("a").age()).isPresent();
            });
        }
    }

    /** On the way somebody turns an answer round. */
    @Test
    void get_answerOfAQuestionAltered_isNotBelieved() {
        var seal = new Secrets("known to the servers of this cluster", null).seal();
        List<Throwable> failures = new ArrayList<>();
        for (String body : new String[] {"[1]", "[2]"}) {
            Transport network = (peer, target, headers, then) -> {
                var answer = new HashMap<>(Headers.ofReply("peer", 5, true));
                answer.put(
                        Headers.SIGNATURE,
                        seal.sign(SignedText.ofReply(String.valueOf(headers.get(Headers.SIGNATURE)), "[1]", answer)));
                then.accept(new Transport.Reply(200, body, answer), null);
            };
            new SignedTransport(network, "/flush", seal, false)
                    .get(URI.create("http://127.0.0.1:1"), "/flush?ask=a", Map.of(), (reply, failure) -> {
                        if (failure != null) {
                            failures.add(failure);
                        }
                    });
        }

        assertThat(failures).singleElement().isInstanceOf(SignedTransport.NotSignedException.class);
    }

    private static List<Integer> statuses(Map<URI, PeerReply> replies) {
        return replies.values().stream().map(PeerReply::status).toList();
    }
}
