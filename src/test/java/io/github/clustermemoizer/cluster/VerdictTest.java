package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What answers mean, without any server: above all what cannot be made for real. */
class VerdictTest {
    private static final URI PEER = URI.create("http://www2.example:8080");
    private static final String OURS = "Successful.";
    private static final ClusterConfig CONFIG =
            ClusterConfig.builder().peers(PEER.toString()).build();

    private static Verdict.Looker looker(boolean isServer, URI... self) {
        return new Verdict.Looker(CONFIG, "me", "1.0", List.of(self), isServer);
    }

    private static Came came(int status, String body, String... headers) {
        Map<String, String> map = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
        return new Came(new Transport.Reply(status, body, map), null, 5);
    }

    private static Came failed(Throwable failure) {
        return new Came(null, failure, 5);
    }

    private static SSLException notYetValid() {
        var failure = new SSLHandshakeException("PKIX");
        failure.initCause(new CertificateNotYetValidException("from tomorrow on"));
        return failure;
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UnknownHostException("www2.example"), Problem.NAME_NOT_FOUND, "www2.example"),
                Arguments.of(
                        new ConnectException().initCause(new UnresolvedAddressException()),
                        Problem.NAME_NOT_FOUND,
                        "server-cluster.peers"),
                Arguments.of(new ConnectException("refused"), Problem.NO_CONNECTION, "set server-cluster.self here"),
                Arguments.of(new TimeoutException(), Problem.NO_ANSWER, "within 5s"),
                Arguments.of(new SocketTimeoutException(), Problem.NO_ANSWER, "within 5s"),
                Arguments.of(new SocketException("Connection reset"), Problem.BROKEN_OFF, "Connection reset"),
                Arguments.of(new IOException("\u0007"), Problem.BROKEN_OFF, "\\u0007"),
                Arguments.of(notYetValid(), Problem.CERTIFICATE_NOT_YET_VALID, "set the clock"),
                Arguments.of(
                        new SSLException("Received fatal alert: protocol_version"),
                        Problem.NO_COMMON_TLS,
                        "TLS 1.2 or 1.3"),
                Arguments.of(
                        new SSLException("Received fatal alert: internal_error"),
                        Problem.TLS_FAILED,
                        "it broke TLS off (internal_error)"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void of_failure_isNamed(Throwable failure, Problem problem, String words) {
        for (Throwable one : List.of(failure, new CompletionException(failure))) {
            assertThat(Verdict.of(looker(true), Symptoms.of(PEER, failed(one))))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.problem()).isEqualTo(problem);
                        assertThat(finding.sentence()).contains(words);
                    });
        }
    }

    @Test
    void of_ownAddressIsKnown_doesNotAskForIt() {
        for (Verdict.Looker looker : List.of(looker(true, URI.create("http://www1")), looker(false))) {
            assertThat(Verdict.of(looker, Symptoms.of(PEER, failed(new ConnectException()))))
                    .singleElement()
                    .extracting(Finding::sentence)
                    .asString()
                    .doesNotContain("server-cluster.self");
        }
    }

    @Test
    void of_thisServer_findsNothing() {
        assertThat(Verdict.of(looker(true), Symptoms.of(PEER, came(200, OURS, Headers.NODE, "me"))))
                .isEmpty();
    }

    @Test
    void of_answerCameThroughAProxy_saysSo() {
        Symptoms symptoms = Symptoms.of(PEER, came(404, "", Headers.VIA, "1.1 somewhere"));

        assertThat(Verdict.of(looker(true), symptoms))
                .extracting(Finding::problem)
                .containsExactly(Problem.NO_SERVLET, Problem.PROXY_BETWEEN);
    }

    /** @param nodes of the greeting, the question, both once more */
    private static boolean isOfSeveral(String... nodes) {
        Came[] came = Stream.of(nodes)
                .map(node -> node.equals("403") ? came(403, "Forbidden.") : came(200, OURS, Headers.NODE, node))
                .toArray(Came[]::new);
        return Symptoms.of(PEER, came[0])
                .withQuestion(came[1])
                .withAnotherTry(came[2], came[3])
                .isOfSeveral();
    }

    @Test
    void isOfSeveral_restartOrLoadBalancer_areToldApart() {
        assertThat(isOfSeveral("a", "b", "b", "b")).isFalse();
        assertThat(isOfSeveral("a", "403", "b", "b")).isFalse();
        assertThat(isOfSeveral("a", "b", "a", "b")).isTrue();
        assertThat(isOfSeveral("a", "b", "c", "c")).isTrue();
        assertThat(isOfSeveral("a", "403", "a", "403")).isTrue();
    }

    @Test
    void of_introduction_comparesAndListensToTheirSide() {
        WhoAmI alike = introduction("1.0", WhoAmI.settings(CONFIG), true, null);
        assertThat(Comparison.of(looker(true), alike)).isEmpty();
        assertThat(Comparison.of(looker(true), introduction("1.0", Map.of("unknown", "x"), null, null)))
                .isEmpty();
        assertThat(problems(looker(true), introduction("0.9", Map.of(), false, "TLS")))
                .containsExactly(Problem.NOT_LISTED, Problem.OTHER_VERSION);
        assertThat(problems(looker(true), introduction("1.0", Map.of(), true, "no connection")))
                .containsExactly(Problem.UNREACHED_BY_PEER);
        assertThat(problems(looker(true), introduction("1.0", Map.of(), true, "not signed")))
                .containsExactly(Problem.REFUSED_HERE);
        assertThat(problems(looker(false), introduction(null, Map.of(), false, "TLS")))
                .isEmpty();
    }

    private static WhoAmI introduction(
            @Nullable String version,
            Map<String, String> settings,
            @Nullable Boolean listed,
            @Nullable String failure) {
        var told = new WhoAmI(version, 1, false, settings, "192.168.16.1", false, listed, failure);
        assertThat(WhoAmI.parse(told.toJson())).isEqualTo(told);
        return told;
    }

    private static List<Problem> problems(Verdict.Looker looker, WhoAmI there) {
        return Comparison.of(looker, there).stream().map(Finding::problem).toList();
    }
}
