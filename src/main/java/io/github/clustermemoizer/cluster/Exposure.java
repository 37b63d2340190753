package io.github.clustermemoizer.cluster;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operators at start what a configuration leaves open, and which setting closes it. */
final class Exposure {
    private static final Logger log = LoggerFactory.getLogger(ClusterBroadcaster.class);

    /** As much as one office or rack has; RFC 4291 gives each link so many IPv6 addresses. */
    private static final int IPV4_PREFIX = 24;

    private static final int IPV6_PREFIX = 64;

    /** RFC 1918, 1122, 3927, 6598, 4291 and 4193. */
    private static final AddressRules NEAR = AddressRules.parse(
            "near",
            List.of(
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "100.64.0.0/10",
                    "::1",
                    "fc00::/7",
                    "fe80::/10"));

    private final ClusterConfig config;
    private final DnsPeers.Resolver resolver;

    /** @param resolver may block */
    Exposure(ClusterConfig config, DnsPeers.Resolver resolver) {
        this.config = config;
        this.resolver = resolver;
    }

    /**
     * Logs what is open. Does not block: what hosts there are behind names is looked up once, in the background.
     *
     * @param background runs the look-ups
     */
    void tell(Executor background) {
        if (config.acceptUnsigned()) {
            log.warn(
                    "{} is true: requests that nobody has signed are still taken; take the line out as soon as every"
                            + " server has {}",
                    ConfigKeys.ACCEPT_UNSIGNED,
                    ConfigKeys.SECRET);
        }
        if (!config.signed()) {
            tellOfWide(ConfigKeys.ALLOWED_REQUESTERS, config.allowed(), "may flush here");
            tellOfWide(
                    ConfigKeys.TRUSTED_PROXIES, config.security().proxies(), "may say that an allowed requester asked");
        }
        List<URI> unencrypted = config.peers().stream()
                .filter(peer -> !peer.getScheme().equals("https"))
                .toList();
        tellOfFar(unencrypted.stream().filter(Exposure::isFar).toList());
        List<URI> named =
                unencrypted.stream().filter(peer -> literal(peer) == null).toList();
        if (!named.isEmpty()) {
            background.execute(() ->
                    tellOfFar(named.stream().filter(this::isFarBehindItsName).toList()));
        }
    }

    private static void tellOfWide(String key, AddressRules rules, String what) {
        List<String> wide = rules.widerThan(IPV4_PREFIX, IPV6_PREFIX);
        if (!wide.isEmpty()) {
            log.warn(
                    "{} has {}: whoever has any of these addresses {}; set {} on every server, or allow no more than a"
                            + " /{} (IPv4) or /{} (IPv6) at a time",
                    key,
                    String.join(", ", wide),
                    what,
                    ConfigKeys.SECRET,
                    IPV4_PREFIX,
                    IPV6_PREFIX);
        }
    }

    private static void tellOfFar(List<URI> peers) {
        if (!peers.isEmpty()) {
            log.warn(
                    "{} has {}: flushes go there unencrypted and over public addresses; list it with https",
                    ConfigKeys.PEERS,
                    peers.stream().map(URI::toString).toList());
        }
    }

    private static boolean isFar(URI peer) {
        byte[] address = literal(peer);
        return address != null && !NEAR.covers(address);
    }

    private boolean isFarBehindItsName(URI peer) {
        try {
            return Arrays.stream(resolver.lookUp(host(peer)))
                    .map(InetAddress::getHostAddress)
                    .anyMatch(address -> !NEAR.allow(address));
        } catch (UnknownHostException e) {
            return false; // whoever sends there will say so
        }
    }

    private static byte @Nullable [] literal(URI peer) {
        return IpAddress.ofRequester(host(peer));
    }

    private static String host(URI peer) {
        return PeerAddress.isDns(peer)
                ? peer.getSchemeSpecificPart().split(":", 2)[0]
                : Objects.requireNonNull(peer.getHost());
    }
}
