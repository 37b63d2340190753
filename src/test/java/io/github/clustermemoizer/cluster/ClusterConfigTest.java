package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConfigTest {
    @TempDir
    private Path folder;

    private static ClusterConfig of(String text) {
        try {
            var properties = new Properties();
            properties.load(new StringReader(text));
            return ClusterConfig.of(properties);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void load_all_isRead() throws IOException {
        Path file = folder.resolve("server-cluster.properties");
        Files.writeString(file, """
                # the same on every server
                server-cluster.enabled = true
                server-cluster.peers = http://192.168.16.1:8080, 192.168.16.2, \\
                    https://[FD00:0::1]:8443/, WWW4.foobar.com:80, www4.foobar.com, \\
                    dns:Memoizer.example.:8080, DNS:memoizer.example.:8080, dns:other.example
                server-cluster.peers-refresh = 3s
                server-cluster.allowed-requesters = 192.168.16.*, 10.0.0.0/8,fd00::/8
                server-cluster.require-peers = true
                server-cluster.logging = true
                server-cluster.path = /shop/flush
                server-cluster.timeout = 500ms
                server-cluster.heartbeat = 2s
                server-cluster.staleness-bound = 1m
                server-cluster.absence = PT1M
                server-cluster.when-isolated = serve
                server-cluster.self = http://192.168.16.1:8080
                """);

        ClusterConfig config = ClusterConfig.load(file);

        assertThat(config.enabled()).isTrue();
        assertThat(config.peers())
                .containsExactly(
                        URI.create("http://192.168.16.1:8080"),
                        URI.create("http://192.168.16.2"),
                        URI.create("https://[fd00::1]:8443"),
                        URI.create("http://www4.foobar.com"),
                        URI.create("dns:memoizer.example.:8080"),
                        URI.create("dns:other.example:80"));
        assertThat(config.peersRefresh()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.allowedRequesters()).containsExactly("192.168.16.*", "10.0.0.0/8", "fd00::/8");
        assertThat(config.requirePeers()).isTrue();
        assertThat(config.logging()).isTrue();
        assertThat(config.path()).isEqualTo("/shop/flush");
        assertThat(config.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.stalenessBound()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.absence()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.whenIsolated()).isEqualTo(WhenIsolated.SERVE);
        assertThat(config.self()).contains(URI.create("http://192.168.16.1:8080"));
    }

    @Test
    void of_peersAlone_hasTheDefaults() {
        ClusterConfig config = of("server-cluster.peers = www1");

        assertThat(config.enabled()).isTrue();
        assertThat(config.allowedRequesters()).isEmpty();
        assertThat(config.requirePeers()).isFalse();
        assertThat(config.logging()).isFalse();
        assertThat(config.path()).isEqualTo("/SYSTEM/flush-memoized-statement");
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.stalenessBound()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.absence()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.whenIsolated()).isEqualTo(WhenIsolated.SHORTEN);
        assertThat(config.self()).isEmpty();
        assertThat(config.peersRefresh()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void of_disabled_needsNothingElse() {
        assertThat(of("server-cluster.enabled = false").enabled()).isFalse();
    }

    @Test
    void load_noSuchFile_saysSo() {
        assertThatThrownBy(() -> ClusterConfig.load(folder.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void load_keyTwice_throwsInsteadOfTakingTheLast() throws IOException {
        Path file = folder.resolve("twice.properties");
        Files.writeString(file, "server-cluster.peers = www1\nserver-cluster.peers = www2\n");

        assertThatThrownBy(() -> ClusterConfig.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server-cluster.peers must stand once in " + file
                        + "; several values go on one line, with commas");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            server-cluster.peer = a | unknown key 'server-cluster.peer'; known are server-cluster.absence,
            foo = a | unknown key 'foo'
            server-cluster.enabled = true | server-cluster.peers must not be empty while clustering is on
            server-cluster.peers = , | server-cluster.peers must not be empty while clustering is on
            server-cluster.peers = ftp://a | server-cluster.peers must be an http or https URI but was 'ftp://a'
            server-cluster.peers = http://a b | server-cluster.peers must be an http or https URI but was 'http://a b'
            server-cluster.peers = http://a/x | server-cluster.peers must be scheme, host and port alone
            server-cluster.peers = http://u@a | server-cluster.peers must be scheme, host and port alone
            server-cluster.peers = http://a?b | server-cluster.peers must be scheme, host and port alone
            server-cluster.peers = a:0 | server-cluster.peers must have a port from 1 to 65535 but was 'a:0'
            server-cluster.peers = a:65536 | server-cluster.peers must have a port from 1 to 65535
            server-cluster.peers = a: | server-cluster.peers must have a port from 1 to 65535
            server-cluster.peers = a:x | server-cluster.peers must name a host
            server-cluster.peers = fd00::1 | server-cluster.peers must name a host of letters, digits, dots and hyphens, or an IPv6 address in brackets, but was
            server-cluster.peers = 8080 | server-cluster.peers must name a host of letters
            server-cluster.peers = 010.0.0.1 | server-cluster.peers must name a host of letters
            server-cluster.peers = htt?://a: | server-cluster.peers must be an http or https URI but was 'htt?://a:'
            server-cluster.peers = http:// | server-cluster.peers must be an http or https URI
            server-cluster.peers = dns: | server-cluster.peers must be dns:host:port but was 'dns:'
            server-cluster.peers = dns://a:80 | server-cluster.peers must be dns:host:port but was 'dns://a:80'
            server-cluster.peers = dns:http://a:80 | server-cluster.peers must be dns:host:port but was 'dns:http://a:80'
            server-cluster.peers = dns:a:80/ | server-cluster.peers must be dns:host:port
            server-cluster.peers = dns:a?b | server-cluster.peers must be dns:host:port
            server-cluster.peers = dns:a b | server-cluster.peers must be dns:host:port but was 'dns:a b'
            server-cluster.peers = dns:8080 | server-cluster.peers must have the name of a host after 'dns:' but was 'dns:8080'
            server-cluster.peers = dns:u@a:80 | server-cluster.peers must have the name of a host after 'dns:'
            server-cluster.peers = dns:10.0.0.1:80 | server-cluster.peers must have the name of a host after 'dns:'
            server-cluster.peers = dns:10.1:80 | server-cluster.peers must have the name of a host after 'dns:'
            server-cluster.peers = dns:[fd00::1]:80 | server-cluster.peers must have the name of a host after 'dns:'
            server-cluster.peers = dns:a_b:80 | server-cluster.peers must have the name of a host after 'dns:'
            server-cluster.peers = dns:a:x | server-cluster.peers must have the name of a host after 'dns:'
            server-cluster.peers = dns:a:0 | server-cluster.peers must have a port from 1 to 65535 but was 'dns:a:0'
            server-cluster.peers = dns:a:65536 | server-cluster.peers must have a port from 1 to 65535
            server-cluster.peers = dns:a: | server-cluster.peers must have a port from 1 to 65535
            server-cluster.peers-refresh = 0s | server-cluster.peers-refresh must be positive: PT0S
            server-cluster.peers-refresh = 25h | server-cluster.peers-refresh must not be longer than a day: PT25H
            server-cluster.peers-refresh = often | server-cluster.peers-refresh must be a number and a unit
            server-cluster.allowed-requesters = 10.0.0.0/33 | server-cluster.allowed-requesters must
            server-cluster.allowed-requesters = 192.168.1* | server-cluster.allowed-requesters must
            server-cluster.allowed-requesters = localhost | server-cluster.allowed-requesters must
            server-cluster.enabled = yes | server-cluster.enabled must be true or false but was 'yes'
            server-cluster.logging = 1 | server-cluster.logging must be true or false but was '1'
            server-cluster.path = flush | server-cluster.path must be a path
            server-cluster.path = /* | server-cluster.path must be a path
            server-cluster.path = /a/../b | server-cluster.path must be a path
            server-cluster.path = /a/ | server-cluster.path must be a path
            server-cluster.timeout = -5s | server-cluster.timeout must be a number and a unit (ms, s, m, h), such as 5s, but was '-5s'
            server-cluster.timeout = PT-5S | server-cluster.timeout must be positive: PT-5S
            server-cluster.timeout = 0s | server-cluster.timeout must be positive: PT0S
            server-cluster.timeout = 5 | server-cluster.timeout must be a number and a unit
            server-cluster.timeout = 25h | server-cluster.timeout must not be longer than a day: PT25H
            server-cluster.heartbeat = soon | server-cluster.heartbeat must be a number and a unit
            server-cluster.staleness-bound = 2s | server-cluster.staleness-bound must be at least three times server-cluster.heartbeat (PT1S) but was PT2S
            server-cluster.absence = -1s | server-cluster.absence must be a number and a unit
            server-cluster.when-isolated = die | server-cluster.when-isolated must be shorten or serve but was 'die'
            server-cluster.self = ftp://a | server-cluster.self must be an http or https URI
            server-cluster.self = dns:a:80 | server-cluster.self must be an http or https URI but was 'dns:a:80'
            server-cluster.secret = hush | server-cluster.secret must have at least 16 bytes but had 4
            """)
    void of_badValue_namesKeyRuleAndValue(String line, String message) {
        String rest = line.startsWith("server-cluster.peers =") || line.equals("server-cluster.enabled = true")
                ? ""
                : "\nserver-cluster.peers = www1";
        assertThatThrownBy(() -> of(line + rest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void of_valueWithControlCharacters_isEscapedAndShortened() {
        var properties = new Properties();
        properties.setProperty("server-cluster.peers", "ftp://\u001b[31m" + "x".repeat(1000));

        assertThatThrownBy(() -> ClusterConfig.of(properties))
                .hasMessageContaining("ftp://\\u001b[31m")
                .hasMessageContaining("… (1011 characters)");
    }

    @Test
    void peerSource_fixedPeers_areThoseAndNeverChange() {
        PeerList list = of("server-cluster.peers = www1, https://www2").peerSource();

        assertThat(list.mayChange()).isFalse();
        assertThat(list.peers()).containsExactly(URI.create("http://www1"), URI.create("https://www2"));
    }

    @Test
    void peerSource_dnsEntry_isLookedUpByTheSystem() {
        PeerList list = of("server-cluster.peers = dns:localhost:8080, www1").peerSource();

        assertThat(list.mayChange()).isTrue();
        assertThat(list.peers()).contains(URI.create("http://www1")).hasSizeGreaterThan(1);
    }

    @Test
    void peerSource_eachCall_remembersForItself() {
        ClusterConfig config = of("server-cluster.peers = dns:localhost:8080");

        var unused = config.peerSource().peers();

        assertThat(config.peerSource().isComplete()).isFalse();
    }

    @Test
    void builder_peerSource_standsInForPeers() {
        ClusterConfig config = ClusterConfig.builder()
                .peerSource(() -> List.of(URI.create("http://WWW1:8080/")))
                .peersRefresh(Duration.ofMinutes(1))
                .build();

        assertThat(config.peers()).isEmpty();
        assertThat(config.peersRefresh()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.peerSource().mayChange()).isTrue();
        assertThat(config.peerSource().peers()).containsExactly(URI.create("http://www1:8080"));
    }

    @Test
    void builder_peersAndPeerSource_excludeEachOther() {
        String message = "server-cluster.peers and a peer source exclude each other; set one"
                + " (a source may return fixed addresses too)";

        assertThatThrownBy(() -> ClusterConfig.builder().peers("www1").peerSource(List::of))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> ClusterConfig.builder().peerSource(List::of).peers("www1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @Test
    void builder_peersTakenBack_leavesRoomForASource() {
        ClusterConfig config = ClusterConfig.builder()
                .peers("www1")
                .peers()
                .peerSource(() -> List.of(URI.create("http://www2")))
                .peers()
                .build();

        assertThat(config.peerSource().peers()).containsExactly(URI.create("http://www2"));
    }

    @Test
    void peers_dnsEntries_canBeGivenToABuilderAgain() {
        ClusterConfig config = of("server-cluster.peers = www1, dns:memoizer.example");

        var copy = ClusterConfig.builder()
                .peers(config.peers().stream().map(URI::toString).toArray(String[]::new))
                .build();

        assertThat(copy.peers()).isEqualTo(config.peers()).hasSize(2);
    }

    @Test
    void absence_tooShortForPeersThatComeAndGo_isRefused() {
        var builder = ClusterConfig.builder().peers("dns:a.example:80").absence(Duration.ofSeconds(39));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server-cluster.absence must be at least four times server-cluster.peers-refresh (PT10S)"
                        + " where peers come from DNS or a source but was PT39S");
        assertThat(builder.absence(Duration.ofSeconds(40)).build().absence()).hasSeconds(40);
    }
}
