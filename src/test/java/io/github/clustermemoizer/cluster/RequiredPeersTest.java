package io.github.clustermemoizer.cluster;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a server from starting, and what does not. www2 and www3 run; www1 starts, and does not serve yet. */
@Timeout(60)
class RequiredPeersTest {
    private static final String REQUIRED = "server-cluster.require-peers = true";
    private static final String SECRET = "server-cluster.secret = known to these servers alone";

    private static Ward running(Ward ward) {
        ward.files("server-cluster.timeout = 300ms");
        ward.start(2);
        ward.start(3);
        return ward.file(1, REQUIRED);
    }

    private static void assertStarts(Ward ward) {
        try (var broadcaster = new ClusterBroadcaster(ward.config(1))) {
            assertThat(broadcaster.status().peers()).isNotEmpty();
        }
    }

    @Test
    void start_peersAreMisconfigured_namesAllAndLeavesNoThread() {
        try (var ward = running(new Ward()
                .file(2, "server-cluster.allowed-requesters = 127.0.0.9")
                .file(3, SECRET))) {
            Set<Thread> before = threads();

            assertThatThrownBy(() -> new ClusterBroadcaster(ward.config(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "every peer must be configured well (server-cluster.require-peers is true) but: "
                                    + ward.www(2)
                                    + ": it does not allow this server, whose address is 127.0.0.1 there: add 127.0.0.1"
                                    + " to server-cluster.allowed-requesters there; " + ward.www(3)
                                    + ": it takes signed requests alone")
                    .hasMessageNotContaining(ward.www(1).toString());

            Waiting.await(() -> before.containsAll(threads()));
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("memoizer-"))
                .collect(Collectors.toSet());
    }

    @Test
    void start_allIsWell_starts() {
        try (var ward = running(new Ward())) {
            assertStarts(ward);
        }
    }

    /** All are down, this one included, or have not been given names, paths or the new bound yet. */
    @Test
    void start_peersAreDownOrBeingChanged_starts() {
        try (var ward = new Ward().alsoListed("http://no-such-host.invalid:8080", "http://127.0.0.4:1")) {
            ward.mount(2, (context, broadcaster) -> {});
            ward.file(3, "server-cluster.staleness-bound = 60s").withoutMemoizer(3);
            assertStarts(running(ward));
        }
    }

    @Test
    void start_ownAddressServesSomethingElse_starts() {
        var container = new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());
        container.start();
        container.stubFor(any(anyUrl()).willReturn(aResponse().withBody("<form>Log in</form>")));
        try (var ward = new Ward()) {
            ward.peers("http://127.0.0.1:" + container.port(), ward.www(2));
            assertStarts(running(ward));
        } finally {
            container.stop();
        }
    }

    @Test
    void start_peerHasNoTrustedCertificate_throws(@TempDir Path folder) {
        var https = new Https(new Certificates(folder).of("127.0.0.2"), null);
        try (var ward = running(new Ward(null, https, null))) {
            assertThatThrownBy(() -> new ClusterBroadcaster(ward.config(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("server-cluster.trust-store");
        }
    }

    @Test
    void start_notRequired_starts() {
        try (var ward = new Ward().file(2, SECRET)) {
            ward.start(2);
            assertStarts(ward);
        }
    }

    @Test
    void certain_problems_areNoneThatAStartLooksLike() {
        assertThat(List.of(Problem.values()))
                .filteredOn(Problem::isCertain)
                .allMatch(Problem::isMisconfiguration)
                .doesNotContain(
                        Problem.NAME_NOT_FOUND, Problem.NO_SERVLET, Problem.NO_MEMOIZER, Problem.DIFFERENT_SETTING);
    }
}
