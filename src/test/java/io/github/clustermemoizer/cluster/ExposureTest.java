package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {
    private static final String SECRET = "0123456789abcdef";
    private static final Map<String, List<String>> NAMES = Map.of(
            "www1", List.of("192.168.16.1"),
            "www2", List.of("10.0.0.2", "fd00::2"),
            "far", List.of("10.0.0.3", "203.0.113.3"),
            "far6", List.of("2001:db8::3"));

    @Test
    void tell_ordinaryPrivateSetUp_nothing() {
        var builder = ClusterConfig.builder()
                .peers(
                        "http://192.168.16.1:8080",
                        "http://10.255.0.1",
                        "http://172.31.0.1",
                        "http://127.0.0.1",
                        "http://169.254.0.1",
                        "http://100.127.0.1",
                        "http://[::1]:80",
                        "http://[fd00::1]",
                        "http://[fe80::1]",
                        "http://[::ffff:10.0.0.1]",
                        "http://www1:8080",
                        "dns:www2:8080",
                        "http://nobody.knows",
                        "https://8.8.8.8",
                        "https://far")
                .allowedRequesters("192.168.16.*", "10.0.0.0/24", "fd00:0:0:1::/64", "8.8.8.8", "::1")
                .trustedProxies("10.0.0.9");

        assertThat(told(builder)).isEmpty();
    }

    @Test
    void tell_wideRuleWithoutASecret_namesItAndBothWaysOut() {
        var builder = ClusterConfig.builder()
                .peers("http://10.0.0.1")
                .allowedRequesters("10.*", "192.168.16.*", "fd00::/63", "10.0.0.0/23");

        assertThat(told(builder))
                .containsExactly("WARN server-cluster.allowed-requesters has 10.*, fd00::/63, 10.0.0.0/23: whoever has"
                        + " any of these addresses may flush here; set server-cluster.secret on every server, or allow"
                        + " no more than a /24 (IPv4) or /64 (IPv6) at a time");
        assertThat(told(builder.secret(SECRET))).isEmpty();
    }

    @Test
    void tell_wideProxiesWithoutASecret_saysWhatTheyMayDo() {
        var builder = ClusterConfig.builder().peers("http://10.0.0.1").trustedProxies("::ffff:0:0/96");

        assertThat(told(builder))
                .containsExactly("WARN server-cluster.trusted-proxies has ::ffff:0:0/96: whoever has any of these"
                        + " addresses may say that an allowed requester asked; set server-cluster.secret on every"
                        + " server, or allow no more than a /24 (IPv4) or /64 (IPv6) at a time");
        assertThat(told(builder.secret(SECRET))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://8.8.8.8:8080",
                "http://172.32.0.1",
                "http://172.15.0.1",
                "http://192.169.0.1",
                "http://100.128.0.1",
                "http://100.63.0.1",
                "http://169.255.0.1",
                "http://11.0.0.1",
                "http://128.0.0.1",
                "http://[2001:db8::1]",
                "http://[::2]",
                "http://[fec0::1]",
                "http://[fe00::1]",
                "http://far:8080",
                "http://far6",
                "dns:far:8080",
            })
    void tell_httpPeerAtAPublicAddress_namesItAndSaysHttps(String peer) {
        var builder =
                ClusterConfig.builder().peers("http://10.0.0.1", peer, "www1").secret(SECRET);

        assertThat(told(builder))
                .containsExactly("WARN server-cluster.peers has [" + peer
                        + "]: flushes go there unencrypted and over public addresses; list it with https");
    }

    @Test
    void tell_peersByName_areLookedUpInTheBackground() {
        var config = ClusterConfig.builder().peers("http://far").build();
        var background = new ArrayList<Runnable>();
        try (var logs = new Logs()) {
            new Exposure(config, ExposureTest::lookUp).tell(background::add);

            assertThat(logs.lines("")).isEmpty();
            background.forEach(Runnable::run);
            assertThat(logs.lines("http://far")).hasSize(1);
        }
    }

    @Test
    void tell_acceptUnsigned_saysWhenToTakeTheLineOut() {
        var builder =
                ClusterConfig.builder().peers("http://10.0.0.1").secret(SECRET).acceptUnsigned(true);

        assertThat(told(builder))
                .containsExactly("WARN server-cluster.accept-unsigned is true: requests that nobody has signed are"
                        + " still taken; take the line out as soon as every server has server-cluster.secret");
    }

    @Test
    void broadcaster_exposed_saysSoAtStart() {
        var builder = ClusterConfig.builder().peers("http://127.0.0.1:1").allowedRequesters("127.0.0.0/8");
        try (var logs = new Logs()) {
            new ClusterBroadcaster(builder.enabled(false).build()).close();
            assertThat(logs.lines("WARN")).isEmpty();

            new ClusterBroadcaster(builder.enabled(true).build()).close();
            assertThat(logs.lines("WARN server-cluster.allowed-requesters has 127.0.0.0/8"))
                    .hasSize(1);
        }
    }

    private static List<String> told(ClusterConfig.Builder builder) {
        try (var logs = new Logs()) {
            new Exposure(builder.build(), ExposureTest::lookUp).tell(Runnable::run);
            return logs.lines("");
        }
    }

    private static InetAddress[] lookUp(String host) throws UnknownHostException {
        var found = new ArrayList<InetAddress>();
        for (String literal : NAMES.getOrDefault(host, List.of())) {
            found.add(InetAddress.getByName(literal));
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return found.toArray(InetAddress[]::new);
    }
}
