package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerListTest {
    /** What DNS knows at the moment; a name that is missing cannot be looked up. */
    private final Map<String, List<String>> names = new HashMap<>();

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        List<String> addresses = names.get(host);
        if (addresses == null) {
            throw new UnknownHostException(host);
        }
        var found = new InetAddress[addresses.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = InetAddress.getByName(addresses.get(i));
        }
        return found;
    }

    private PeerList listOf(String... entries) {
        var parsed = Arrays.stream(entries)
                .map(entry -> PeerAddress.parseEntry(ConfigKeys.PEERS, entry))
                .toList();
        return PeerList.of(parsed, this::lookUp);
    }

    private static List<URI> uris(String... texts) {
        return Arrays.stream(texts).map(URI::create).toList();
    }

    /** A source whose answer, or failure, the test changes. */
    private static final class Scripted implements PeerSource {
        private List<URI> answer = List.of();
        private Throwable failure = new AssertionError("not set");
        private boolean failing;

        void answers(String... peers) {
            answer = uris(peers);
            failing = false;
        }

        void fails(Throwable with) {
            failure = with;
            failing = true;
        }

        @Override
        public List<URI> peers() throws Exception {
            if (failing && failure instanceof Error error) {
                throw error;
            }
            if (failing) {
                throw (Exception) failure;
            }
            return answer;
        }
    }

    @Test
    void peers_fixedAlone_neverChangeAndAreComplete() {
        PeerList list = listOf("http://10.0.0.2:8080", "10.0.0.1");

        assertThat(list.mayChange()).isFalse();
        assertThat(list.isComplete()).isTrue();
        assertThat(list.peers()).isEqualTo(uris("http://10.0.0.2:8080", "http://10.0.0.1"));
    }

    @Test
    void peers_dnsComesAndGoes_areFollowed() {
        PeerList list = listOf("dns:memoizer.example:8080");
        assertThat(list.mayChange()).isTrue();

        names.put("memoizer.example", List.of("10.0.0.2", "10.0.0.1"));
        assertThat(list.peers()).isEqualTo(uris("http://10.0.0.1:8080", "http://10.0.0.2:8080"));

        names.put("memoizer.example", List.of("10.0.0.3", "10.0.0.1"));
        assertThat(list.peers()).isEqualTo(uris("http://10.0.0.1:8080", "http://10.0.0.3:8080"));
    }

    @Test
    void peers_fixedAndFound_areOneListWithoutDoubles() {
        names.put("memoizer.example", List.of("10.0.0.1", "fd00::1"));

        var peers = listOf("dns:memoizer.example:8080", "http://[FD00:0::1]:8080", "https://10.0.0.1:8443")
                .peers();

        assertThat(peers).isEqualTo(uris("http://[fd00::1]:8080", "https://10.0.0.1:8443", "http://10.0.0.1:8080"));
    }

    @Test
    void peers_oneNameFails_keepsItsLastAnswerAndFollowsTheOther() {
        names.put("a.example", List.of("10.0.0.1"));
        names.put("b.example", List.of("10.0.1.1"));
        PeerList list = listOf("dns:a.example", "dns:b.example");
        assertThat(list.peers()).isEqualTo(uris("http://10.0.0.1", "http://10.0.1.1"));

        names.remove("a.example");
        names.put("b.example", List.of("10.0.1.2"));

        assertThat(list.peers()).isEqualTo(uris("http://10.0.0.1", "http://10.0.1.2"));
        assertThat(list.isComplete()).isTrue();
    }

    @Test
    void isComplete_aNameNeverFound_isFalseUntilItIs() {
        names.put("a.example", List.of("10.0.0.1"));
        PeerList list = listOf("dns:a.example", "dns:b.example", "http://10.0.2.1");
        assertThat(list.isComplete()).isFalse();

        assertThat(list.peers()).isEqualTo(uris("http://10.0.2.1", "http://10.0.0.1"));
        assertThat(list.isComplete()).isFalse();

        names.put("b.example", List.of("10.0.1.1"));
        assertThat(list.peers()).hasSize(3);
        assertThat(list.isComplete()).isTrue();
    }

    @Test
    void peers_dnsAnswersNothing_keepsTheLastAnswer() {
        names.put("a.example", List.of("10.0.0.1"));
        PeerList list = listOf("dns:a.example");
        var before = list.peers();

        names.put("a.example", List.of());

        assertThat(list.peers()).isEqualTo(before).hasSize(1);
    }

    @Test
    void peers_userSource_areNormalizedAndEachOnce() {
        var source = new Scripted();
        source.answers("HTTP://WWW1:80/", "http://www1", "https://[FD00:0::1]:443", "www2:8080");

        assertThat(PeerList.of(source).peers()).isEqualTo(uris("http://www1", "https://[fd00::1]", "http://www2:8080"));
    }

    @Test
    void peers_userSourceFailsInWhateverWay_keepTheLastGoodList() {
        var source = new Scripted();
        source.answers("http://www1");
        PeerList list = PeerList.of(source);
        var before = list.peers();

        for (Throwable failure :
                List.of(new IOException("down"), new IllegalStateException(), new StackOverflowError())) {
            source.fails(failure);
            assertThat(list.peers()).as(failure.toString()).isEqualTo(before);
        }
        for (String[] answer :
                new String[][] {{}, {"http://www2", "ftp://www3"}, {"http://www2/path"}, {"dns:memoizer.example:8080"}
                }) {
            source.answers(answer);
            assertThat(list.peers()).as(Arrays.toString(answer)).isEqualTo(before);
        }
        source.answers("http://www2");
        assertThat(list.peers()).isEqualTo(uris("http://www2"));
    }

    @Test
    void peers_sourceReturnsOrListsNull_keepTheLastGoodList() {
        List<List<URI>> answers = Arrays.asList(
                uris("http://www1"), null, Arrays.asList(uris("http://www2").get(0), null));
        var next = answers.iterator();
        PeerList list = PeerList.of((PeerSource) next::next);

        assertThat(list.peers()).isEqualTo(uris("http://www1"));
        assertThat(list.peers()).isEqualTo(uris("http://www1"));
        assertThat(list.peers()).isEqualTo(uris("http://www1"));
        assertThat(next).isExhausted();
    }

    @Test
    @SuppressWarnings("Interruption") // The flag is the subject.
    void peers_interrupted_keepListAndFlagAndLogNothing() {
        var source = new Scripted();
        source.answers("http://www1");
        PeerList list = PeerList.of(source);
        var before = list.peers();
        source.fails(new InterruptedException());

        try (Logs logs = new Logs()) {
            var after = list.peers();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(after).isEqualTo(before);
            assertThat(logs.lines("peers come from")).isEmpty();
        }
    }

    @Test
    void peers_failAndComeBack_warnsOnceAndSaysSoOnce() {
        names.put("a.example", List.of("10.0.0.1"));
        PeerList list = listOf("dns:a.example:8080");
        try (Logs logs = new Logs()) {
            var unused = list.peers();
            names.remove("a.example");
            for (int i = 0; i < 3; i++) {
                unused = list.peers();
            }
            names.put("a.example", List.of("10.0.0.2"));
            for (int i = 0; i < 3; i++) {
                unused = list.peers();
            }

            assertThat(logs.lines("peers come from"))
                    .containsExactly(
                            "WARN no peers come from dns:a.example:8080, which is asked again until they do;"
                                    + " those known before stay (1): the name was not found: a.example",
                            "INFO peers come from dns:a.example:8080 again, after 3 failures: [http://10.0.0.2:8080]");
        }
    }

    @Test
    void peers_badAddressFromASource_isNamedInTheLog() {
        var source = new Scripted();
        source.answers("ftp://www1");
        try (Logs logs = new Logs()) {
            var unused = PeerList.of(source).peers();

            assertThat(logs.lines("peers come from"))
                    .singleElement()
                    .asString()
                    .contains("peer source " + Scripted.class.getName(), "those known before stay (0)")
                    .contains("peer must be an http or https URI but was 'ftp://www1'");
        }
    }
}
