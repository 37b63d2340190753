package io.github.clustermemoizer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DnsPeersTest {
    private static final URI ENTRY = URI.create("dns:memoizer.example:8080");

    /** A resolver that knows one name. The texts are addresses, so nothing is looked up. */
    private static DnsPeers.Resolver answering(String... addresses) {
        return host -> {
            if (!host.equals("memoizer.example")) {
                throw new UnknownHostException(host);
            }
            var found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        };
    }

    private static URI[] uris(String... texts) {
        return Arrays.stream(texts).map(URI::create).toArray(URI[]::new);
    }

    @Test
    void peers_oneNameWithManyAddresses_areOnePeerEachWithThePortOfTheEntry() throws Exception {
        var peers = new DnsPeers(ENTRY, answering("10.0.0.2", "10.0.0.1")).peers();

        assertThat(peers).containsExactly(uris("http://10.0.0.1:8080", "http://10.0.0.2:8080"));
    }

    @Test
    void peers_answerTurnedRound_areTheSameList() throws Exception {
        var peers = new DnsPeers(ENTRY, answering("10.0.0.1", "10.0.0.10", "fd00::1")).peers();
        var turned = new DnsPeers(ENTRY, answering("fd00::1", "10.0.0.10", "10.0.0.1")).peers();

        assertThat(turned).isEqualTo(peers).hasSize(3);
    }

    @Test
    void peers_sameAddressTwice_isOnePeer() throws Exception {
        var peers = new DnsPeers(ENTRY, answering("10.0.0.1", "10.0.0.1", "::ffff:10.0.0.1")).peers();

        assertThat(peers).containsExactly(uris("http://10.0.0.1:8080"));
    }

    @Test
    void peers_ipv6_standsInBracketsInItsOneSpelling() throws Exception {
        var peers = new DnsPeers(ENTRY, answering("FD00:0:0:0::A1")).peers();

        assertThat(peers).containsExactly(uris("http://[fd00::a1]:8080"));
        assertThat(peers.get(0).getPort()).isEqualTo(8080);
    }

    @Test
    void peers_portOfHttp_isLeftOutAsInAListedAddress() throws Exception {
        var entry = PeerAddress.parseEntry(ConfigKeys.PEERS, "dns:memoizer.example");
        var peers = new DnsPeers(entry, answering("10.0.0.1", "fd00::1")).peers();

        assertThat(peers).containsExactly(uris("http://10.0.0.1", "http://[fd00::1]"));
    }

    @Test
    void peers_unknownHost_throws() {
        var peers = new DnsPeers(URI.create("dns:other.example:8080"), answering("10.0.0.1"));

        assertThatThrownBy(peers::peers).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void peers_localhostOfTheSystem_isFound() throws Exception {
        var peers = new DnsPeers(URI.create("dns:localhost:8080"), InetAddress::getAllByName).peers();

        assertThat(peers).isNotEmpty().isSubsetOf(uris("http://127.0.0.1:8080", "http://[::1]:8080"));
    }
}
